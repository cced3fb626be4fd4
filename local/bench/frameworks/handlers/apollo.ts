import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { handlers, startServerAndCreateLambdaHandler } from "@as-integrations/aws-lambda";

const server = () =>
    new ApolloServer({
        typeDefs: "type Query { hello(name: String!): String! fail: String! }",
        resolvers: {
            Query: {
                hello: (_: unknown, { name }: { name: string }) => `Hello, ${name}!`,
                fail: () => {
                    throw new Error("no");
                },
            },
        },
        csrfPrevention: false,
        includeStacktraceInErrorResponses: false,
        introspection: true,
    });

export const handler = startServerAndCreateLambdaHandler(server(), handlers.createAPIGatewayProxyEventRequestHandler());

export async function listen(): Promise<number> {
    const { url } = await startStandaloneServer(server(), { listen: { port: 0, host: "127.0.0.1" } });
    return Number(new URL(url).port);
}

const graphql = (query: string, variables = {}) => ({
    ...{ method: "POST", path: "/", headers: { "Content-Type": "application/json" } },
    body: JSON.stringify({ query, variables }),
});

export const requests = [
    graphql("query($name: String!) { hello(name: $name) }", { name: "Ada" }),
    graphql("{ fail }"),
    graphql("{ nothing }"),
    graphql("{ __schema { queryType { name } } }"),
    { method: "GET", path: `/?query=${encodeURIComponent('{ hello(name: "ä b") }')}` },
    { ...graphql("{"), body: "{" },
];
