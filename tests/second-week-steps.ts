/** What a person changes in the second week: path to what becomes of its text, undefined for a file that is new. */
export interface Step {
    title: string;
    edits: Record<string, (text: string) => string>;
    /** Words of the title of a recipe in docs/operating.md that is applied too. */
    recipe?: string;
    /** Resources that the step adds, as the graph's page calls them. */
    added?: string[];
    /** Resources it changes. */
    changed?: string[];
    /** What `POST /v0/lambda` answers from then on. */
    answer?: string;
}

const file = (text: string) => () => text;

function replaced(...pairs: [before: string, after: string][]): (text: string) => string {
    return (text) =>
        pairs.reduce((all, [before, after]) => {
            if (!all.includes(before)) throw new Error(`there is no ${before}`);
            return all.replace(before, () => after);
        }, text);
}

const before = (anchor: string, added: string): [string, string] => [anchor, `${added}${anchor}`];
const publication = "// The publication: see docs/deployment.md for what each line keeps from going wrong\n";

/** In this order, each on top of those before it. */
export const steps: Step[] = [
    {
        title: "the CLI names the project, as `pulumi new` does, and initialises a stack with a secrets provider",
        edits: {
            "Pulumi.yaml": (text) =>
                text
                    .replace(/^name: .*/m, "name: orders")
                    .replace(/^template:\n(?: .*\n)+/m, "")
                    .replace(
                        /^config:\n/m,
                        "config:\n    pulumi:tags:\n        value:\n            pulumi:template: https://example.com/template\n",
                    ),
            // As the CLI writes it: every key with its namespace, no comment, what it needs to decrypt.
            "Pulumi.prod.yaml": (text) =>
                `secretsprovider: awskms://alias/orders-state?region=us-east-1\nencryptedkey: AQICAHh\n${text
                    .replace(/^\s*#.*\n/gm, "")
                    .replace(/^( {4})(\w+):(?= |$)/gm, "$1orders:$2:")}`,
        },
    },
    {
        title: "`export async function handler` in the place of a constant",
        edits: {
            "handler/index.ts": replaced([
                "export const handler = cors(greet);\n",
                `export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
    return answering(event);
}

const answering = cors(greet);
`,
            ]),
        },
    },
    {
        title: "`export const handler` in the place of a function",
        edits: {
            "handler/index.ts": replaced([
                "export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {\n    return answering(event);\n}\n",
                "export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => answering(event);\n",
            ]),
        },
    },
    {
        title: "a file in lib/ that the handler imports",
        edits: {
            "lib/greeting.ts": file(
                "/** Greets a name. */\nexport function greeting(name: string): string {\n    return `Hello, ${name}!`;\n}\n",
            ),
            "handler/index.ts": replaced(
                before('import { cors } from "./cors";\n', 'import { greeting } from "../lib/greeting";\n'),
                ['`Hello, ${given[0]?.name ?? "World"}!`', 'greeting(given[0]?.name ?? "World")'],
            ),
        },
    },
    {
        title: "a constant of index.ts in infra/",
        edits: {
            "infra/names.ts": file('export const deploymentDescription = "Lambda API Deployment";\n'),
            "index.ts": replaced(
                ['description: "Lambda API Deployment"', "description: deploymentDescription"],
                before(
                    'import { allow, executionRights, type Statement, trust } from "./infra/policies";\n',
                    'import { deploymentDescription } from "./infra/names";\n',
                ),
            ),
        },
    },
    {
        title: "a package in the handler",
        edits: {
            ...installed("kind-words", "dependencies", {
                "index.js": "exports.kind = (text) => text;\n",
                "index.d.ts": "export function kind(text: string): string;\n",
            }),
            "lib/greeting.ts": file(
                'import { kind } from "kind-words";\n\n/** Greets a name. */\nexport function greeting(name: string): string {\n    return kind(`Hello, ${name}!`);\n}\n',
            ),
        },
    },
    {
        title: "a table, by the recipe of docs/operating.md",
        // Without a network the client is no more than what the recipe uses of it.
        edits: installed("@aws-sdk/client-dynamodb", "devDependencies", {
            "index.js": "exports.DynamoDBClient = exports.GetItemCommand = exports.PutItemCommand = class {};\n",
            "index.d.ts": `type Item = Record<string, { S?: string }>;
export class GetItemCommand {
    constructor(input: { TableName: string | undefined; Key: Item });
}
export class PutItemCommand {
    constructor(input: { TableName: string | undefined; Item: Item });
}
export class DynamoDBClient {
    constructor(config: object);
    send(command: GetItemCommand | PutItemCommand): Promise<{ Item?: Item }>;
}
`,
        }),
        recipe: "a table",
        added: [
            "Function[function-notes]",
            "Integration[GET /notes/{}]",
            "Integration[PUT /notes/{}]",
            "LogGroup[function-notes]",
            "Method[GET /notes/{}]",
            "Method[PUT /notes/{}]",
            "Resource[/notes/{}]",
            "Resource[/notes]",
            "Role[execution-notes]",
            "RolePolicy[execution-notes]",
            "Table[table]",
        ],
        changed: ["Deployment[deployment]", "RolePolicy[gateway]"],
    },
    {
        title: "a queue, a topic, a bucket with its policy, a subscription",
        edits: {
            "index.ts": replaced(
                before(
                    'import * as pulumi from "@pulumi/pulumi";\n',
                    'import * as s3 from "@pulumi/aws/s3";\nimport * as sns from "@pulumi/aws/sns";\nimport * as sqs from "@pulumi/aws/sqs";\n',
                ),
                before(publication, work("")),
            ),
        },
        added: [
            "Bucket[files]",
            "BucketPolicy[files]",
            "Queue[orders]",
            "QueuePolicy[orders]",
            "Topic[news]",
            "TopicSubscription[orders]",
        ],
    },
    {
        title: "a component around them",
        edits: {
            "infra/work.ts": file(`import * as s3 from "@pulumi/aws/s3";
import * as sns from "@pulumi/aws/sns";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

/** Work that waits, who is told of it, and the files it is about. */
export class Work extends pulumi.ComponentResource {
    constructor(name: string, tags: pulumi.Input<Record<string, string>>, options?: pulumi.ComponentResourceOptions) {
        super("orders:index:Work", name, {}, options);
        // They stood in index.ts, and stay what they are.
        const below = { parent: this, aliases: [{ parent: pulumi.rootStackResource }] };
${work(", below")}
        this.registerOutputs({});
    }
}
`),
            "index.ts": replaced(
                [work(""), 'new Work("work", tags);\n\n'],
                [
                    'import * as s3 from "@pulumi/aws/s3";\nimport * as sns from "@pulumi/aws/sns";\nimport * as sqs from "@pulumi/aws/sqs";\n',
                    "",
                ],
                before('import * as declared from "./routes";\n', 'import { Work } from "./infra/work";\n'),
            ),
        },
        added: ["Work[work]"],
    },
    {
        title: "an explicit provider",
        edits: {
            "index.ts": replaced(
                before(
                    publication,
                    `const frankfurt = new aws.Provider("frankfurt", { region: "eu-central-1" });
new aws.sqs.Queue("frankfurt", { sqsManagedSseEnabled: true, tags }, { provider: frankfurt });

`,
                ),
                before(
                    'import * as apigateway from "@pulumi/aws/apigateway";\n',
                    'import * as aws from "@pulumi/aws";\n',
                ),
            ),
        },
        added: ["Queue[frankfurt]", "aws[frankfurt]"],
    },
    {
        title: "getCallerIdentity, and the outputs of another stack",
        edits: {
            "index.ts": replaced(
                before(
                    publication,
                    `const network = new pulumi.StackReference("network", { name: "acme/network/prod" });
new ssm.Parameter("account", { type: "String", value: aws.getCallerIdentityOutput().accountId, tags });
new ssm.Parameter("vpc", { type: "String", value: network.getOutput("vpcId").apply(String), tags });

`,
                ),
                before('import * as pulumi from "@pulumi/pulumi";\n', 'import * as ssm from "@pulumi/aws/ssm";\n'),
            ),
        },
        added: ["Parameter[account]", "Parameter[vpc]"],
    },
    {
        title: "a custom domain, an alarm, a WAF, a layer",
        edits: {
            "layer/nodejs/words.js": file('exports.words = "";\n'),
            "index.ts": (text) =>
                replaced(
                    before(
                        'import * as pulumi from "@pulumi/pulumi";\n',
                        'import * as wafv2 from "@pulumi/aws/wafv2";\n',
                    ),
                    [
                        "/** Where the stage answers. */\n",
                        `const domainName = new apigateway.DomainName("domain", {
    domainName: "api.example.com",
    regionalCertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0",
    endpointConfiguration: { types: "REGIONAL" },
    securityPolicy: "TLS_1_2",
    tags,
});
new apigateway.BasePathMapping("domain", { restApi: api.id, stageName: stage.stageName, domainName: domainName.domainName });
new cloudwatch.MetricAlarm("errors", {
    namespace: "AWS/ApiGateway",
    metricName: "5XXError",
    dimensions: { ApiName: api.name },
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    period: 60,
    statistic: "Sum",
    threshold: 5,
    tags,
});
const visibility = { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
const wall = new wafv2.WebAcl("wall", {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: { ...visibility, metricName: "wall" },
    tags,
});
new wafv2.WebAclAssociation("wall", { resourceArn: stage.arn, webAclArn: wall.arn });
/** Where the stage answers. */
`,
                    ],
                    [
                        "const functions = new Map<string | undefined, lambda.Function>();\n",
                        `const layerArgs = { layerName: "words", code: new pulumi.asset.FileArchive("layer") };
const layer = new lambda.LayerVersion("words", layerArgs);
const functions = new Map<string | undefined, lambda.Function>();
`,
                    ],
                    ["            ...inputs,\n", "            ...inputs,\n            layers: [layer.arn],\n"],
                )(text),
        },
        added: [
            "BasePathMapping[domain]",
            "DomainName[domain]",
            "LayerVersion[words]",
            "MetricAlarm[errors]",
            "WebAcl[wall]",
            "WebAclAssociation[wall]",
        ],
        changed: ["Function[function-notes]", "Function[function]"],
    },
    {
        title: "a second function",
        edits: {
            "handler/reports.ts": file(
                '/** Tells that there is no report yet. */\nexport async function handler() {\n    return { statusCode: 200, body: "[]" };\n}\n',
            ),
            "routes.ts": (text) =>
                replaced([
                    '    "POST /lambda": { operationName: "lambda" },\n',
                    '    "POST /lambda": { operationName: "lambda" },\n    "GET /reports": { function: "reports" },\n',
                ])(text),
        },
        added: [
            "Function[function-reports]",
            "Integration[GET /reports]",
            "LogGroup[function-reports]",
            "Method[GET /reports]",
            "Resource[/reports]",
            "Role[execution-reports]",
            "RolePolicy[execution-reports]",
        ],
        changed: ["Deployment[deployment]", "RolePolicy[gateway]"],
    },
];

/** What `npm install` leaves of a package. */
function installed(
    name: string,
    where: "dependencies" | "devDependencies",
    files: Record<string, string>,
): Step["edits"] {
    const manifest = `${JSON.stringify({ name, version: "1.0.0", main: "index.js", types: "index.d.ts" })}\n`;
    const written = Object.entries({ "package.json": manifest, ...files });
    return {
        ...Object.fromEntries(written.map(([path, text]) => [`node_modules/${name}/${path}`, file(text)])),
        "package.json": (text) => {
            const project = JSON.parse(text);
            project[where][name] = "1.0.0";
            return `${JSON.stringify(project, null, 4)}\n`;
        },
    };
}

/** Resources of a queue, a topic and a bucket as a careful person writes them, with options behind their arguments. */
function work(options: string): string {
    return `const orders = new sqs.Queue("orders", { sqsManagedSseEnabled: true, tags }${options});
const news = new sns.Topic("news", { kmsMasterKeyId: "alias/aws/sns", tags }${options});
const told = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: orders.arn,
    Condition: { ArnEquals: { "aws:SourceArn": news.arn } },
};
const ordersPolicy = pulumi.jsonStringify({ Version: "2012-10-17", Statement: [told] });
new sqs.QueuePolicy("orders", { queueUrl: orders.url, policy: ordersPolicy }${options});
new sns.TopicSubscription("orders", { topic: news.arn, protocol: "sqs", endpoint: orders.arn }${options});
const files = new s3.Bucket("files", { tags }${options});
const tlsOnly = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [files.arn, pulumi.interpolate\`\${files.arn}/*\`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const filesPolicy = pulumi.jsonStringify({ Version: "2012-10-17", Statement: [tlsOnly] });
new s3.BucketPolicy("files", { bucket: files.id, policy: filesPolicy }${options});

`;
}
