/** What a person changes in the second week: path to what becomes of its text, undefined for a file that is new. */
export interface Step {
    title: string;
    edits: Record<string, (text: string) => string>;
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
            "Pulumi.dev.yaml": (text) => text.replace(/^( {4})(\w+):(?= |$)/gm, "$1orders:$2:"),
        },
    },
    {
        title: "`export const handler` in the place of a function",
        edits: {
            "handler/index.ts": replaced(
                [
                    "export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {",
                    "export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {",
                ],
                ['`Hello, ${given[0]?.name ?? "World"}!`);\n}', '`Hello, ${given[0]?.name ?? "World"}!`);\n};'],
            ),
        },
    },
    {
        title: "a file in lib/ that the handler imports",
        edits: {
            "lib/greeting.ts": file(
                "/** Greets a name. */\nexport function greeting(name: string): string {\n    return `Hello, ${name}!`;\n}\n",
            ),
            "handler/index.ts": replaced(
                [
                    'import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";\n',
                    'import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";\nimport { greeting } from "../lib/greeting";\n',
                ],
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
                [
                    'import { allow, type Statement, trust } from "./infra/policies";\n',
                    'import { deploymentDescription } from "./infra/names";\nimport { allow, type Statement, trust } from "./infra/policies";\n',
                ],
            ),
        },
    },
    {
        title: "a package in the handler",
        edits: {
            "node_modules/kind-words/package.json": file(
                '{ "name": "kind-words", "version": "1.0.0", "main": "index.js", "types": "index.d.ts" }\n',
            ),
            "node_modules/kind-words/index.js": file("exports.kind = (text) => text;\n"),
            "node_modules/kind-words/index.d.ts": file("export function kind(text: string): string;\n"),
            "package.json": replaced(['"valibot":', '"kind-words": "1.0.0",\n        "valibot":']),
            "lib/greeting.ts": file(
                'import { kind } from "kind-words";\n\n/** Greets a name. */\nexport function greeting(name: string): string {\n    return kind(`Hello, ${name}!`);\n}\n',
            ),
        },
    },
    {
        title: "a table, by the recipe of docs/operating.md",
        edits: {
            "index.ts": replaced(
                before(
                    'import * as iam from "@pulumi/aws/iam";\n',
                    'import * as dynamodb from "@pulumi/aws/dynamodb";\n',
                ),
                [
                    "const rights: Record<string, Statement[]> = {};\nconst variables: Record<string, Record<string, pulumi.Input<string>>> = {};\n",
                    `const tableArgs = { attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST", tags };
const table = new dynamodb.Table("table", tableArgs, { protect });
const rights: Record<string, Statement[]> = { index: [[["dynamodb:GetItem", "dynamodb:PutItem"], table.arn]] };
const variables: Record<string, Record<string, pulumi.Input<string>>> = { index: { TABLE: table.name } };
`,
                ],
            ),
        },
        added: ["Table[table]"],
        changed: ["Function[function]", "RolePolicy[execution]"],
    },
    {
        title: "a queue, a topic, a bucket with its policy, a subscription",
        edits: {
            "index.ts": replaced(
                before(
                    'import * as pulumi from "@pulumi/pulumi";\n',
                    'import * as s3 from "@pulumi/aws/s3";\nimport * as sns from "@pulumi/aws/sns";\nimport * as sqs from "@pulumi/aws/sqs";\n',
                ),
                before(
                    publication,
                    `const queue = new sqs.Queue("queue", { sqsManagedSseEnabled: true, tags });
const topic = new sns.Topic("topic", { tags });
new sns.TopicSubscription("subscription", { topic: topic.arn, protocol: "sqs", endpoint: queue.arn });
const bucket = new s3.Bucket("bucket", { tags });
new s3.BucketPolicy("bucket", { bucket: bucket.id, policy: allow([["s3:GetObject"], pulumi.interpolate\`\${bucket.arn}/*\`]) });

`,
                ),
            ),
        },
        added: [
            "Bucket[bucket]",
            "BucketPolicy[bucket]",
            "Queue[queue]",
            "Topic[topic]",
            "TopicSubscription[subscription]",
        ],
    },
    {
        title: "a component around a queue and its dead letters, an explicit provider",
        edits: {
            "infra/work.ts": file(`import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Work that waits, and what could not be done. */
export class Work extends pulumi.ComponentResource {
    readonly queue: aws.sqs.Queue;

    constructor(name: string, options?: pulumi.ComponentResourceOptions) {
        super("orders:index:Work", name, {}, options);
        const dead = new aws.sqs.Queue(\`\${name}-dead\`, { sqsManagedSseEnabled: true }, { parent: this });
        const redrivePolicy = pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 });
        this.queue = new aws.sqs.Queue(name, { sqsManagedSseEnabled: true, redrivePolicy }, { parent: this });
        this.registerOutputs({ queue: this.queue });
    }
}
`),
            "index.ts": replaced(
                before(
                    publication,
                    `const frankfurt = new aws.Provider("frankfurt", { region: "eu-central-1" });
new Work("work", { providers: [frankfurt] });

`,
                ),
                before(
                    'import * as apigateway from "@pulumi/aws/apigateway";\n',
                    'import * as aws from "@pulumi/aws";\n',
                ),
                before('import * as declared from "./routes";\n', 'import { Work } from "./infra/work";\n'),
            ),
        },
        added: ["Provider[frankfurt]", "Queue[work-dead]", "Queue[work]", "Work[work]"],
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
                    ["            ...sizes,\n", "            ...sizes,\n            layers: [layer.arn],\n"],
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
        changed: ["Function[function]"],
    },
    {
        title: "a second function",
        edits: {
            "handler/reports.ts": file(
                '/** Tells that there is no report yet. */\nexport const handler = async () => ({ statusCode: 200, body: "[]" });\n',
            ),
            "routes.ts": (text) =>
                replaced([
                    '    "POST /lambda": { operationName: "lambda" },\n',
                    '    "POST /lambda": { operationName: "lambda" },\n    "GET /reports": { function: "reports" },\n',
                ])(text),
        },
        added: [
            "Function[reports]",
            "Integration[GET /reports]",
            "LogGroup[reports]",
            "Method[GET /reports]",
            "Resource[/reports]",
            "Role[execution-reports]",
            "RolePolicy[execution-reports]",
        ],
        changed: ["Deployment[deployment]", "RolePolicy[gateway]"],
    },
];
