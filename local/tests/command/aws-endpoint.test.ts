import assert from "node:assert/strict";
import { atStandIn, awsVariables, endpoint, endpointNotes, shellEndpoint } from "../../src/command/aws-endpoint";
import { type Options, parseOptions } from "../../src/command/options";
import { withEnvironment } from "../../src/command/with-environment";
import type { LambdaFunction } from "../../src/program/lambda-function";
import { restApi } from "../served-api";

describe("--aws", () => {
    const before = process.env.AWS_ENDPOINT_URL;
    const shell = (value: string | undefined) => {
        if (value === undefined) delete process.env.AWS_ENDPOINT_URL;
        else process.env.AWS_ENDPOINT_URL = value;
    };
    beforeEach(() => shell(undefined));
    after(() => shell(before));

    it("gives functions the endpoint and credentials of nobody", () => {
        assert.deepEqual(awsVariables(new URL("http://127.0.0.1:4566/")), {
            AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
            AWS_ACCESS_KEY_ID: "123456789012",
            AWS_SECRET_ACCESS_KEY: "local",
        });
    });

    for (const [text, there] of [
        ["https://sqs.us-east-1.amazonaws.com/123456789012/jobs", "http://127.0.0.1:4566/123456789012/jobs"],
        [
            "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/jobs.fifo",
            "http://127.0.0.1:4566/123456789012/jobs.fifo",
        ],
        ["https://my.files.s3.eu-west-1.amazonaws.com/a/b", "http://127.0.0.1:4566/my.files/a/b"],
        ["https://s3.us-gov-west-1.amazonaws.com/files", "http://127.0.0.1:4566/files"],
        ["https://files.s3.amazonaws.com", "http://127.0.0.1:4566/files"],
        [
            '["https://sqs.us-east-1.amazonaws.com/1/a","https://sqs.us-east-1.amazonaws.com/1/b"]',
            '["http://127.0.0.1:4566/1/a","http://127.0.0.1:4566/1/b"]',
        ],
    ] as const)
        it(`leads ${text} to the stand-in`, () => {
            assert.equal(atStandIn(text, new URL("http://127.0.0.1:4566/")), there);
        });

    for (const text of [
        "jobs",
        "arn:aws:sqs:us-east-1:123456789012:jobs",
        "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/v0",
        // Whose tokens are whose does not change with where they are asked for.
        "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a",
        "https://sqs.us-east-1.amazonaws.com.example/1/a",
        "https://example.com/sqs.us-east-1.amazonaws.com",
    ])
        it(`leaves ${text} as it is`, () => {
            assert.equal(atStandIn(text, new URL("http://127.0.0.1:4566")), text);
        });

    it("leads the functions' own variables there, and none that the command line sets", () => {
        const queue = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs";
        const api = restApi({
            functions: [{ environment: { QUEUE: queue, OTHER: queue } } as unknown as LambdaFunction],
        });
        const variables = (...args: string[]) =>
            withEnvironment(api, parseOptions(args) as Options).functions[0]?.environment;
        const there = "http://127.0.0.1:4566/123456789012/jobs";
        assert.deepEqual(variables("--aws", "http://127.0.0.1:4566", "--env", `OTHER=${queue}`), {
            QUEUE: there,
            OTHER: queue,
        });
        assert.deepEqual(variables(), { QUEUE: queue, OTHER: queue });
    });

    it("gives them nothing where there is none", () => {
        assert.deepEqual(awsVariables(undefined), {});
    });

    for (const value of ["", "4566", "127.0.0.1:4566", "ftp://127.0.0.1", "http://", "http://user:word@127.0.0.1"])
        it(`refuses ${JSON.stringify(value)}`, () => {
            assert.throws(() => endpoint("--aws", value), {
                message: `--aws: ${JSON.stringify(value)} must be a URL such as http://127.0.0.1:4566`,
            });
        });

    for (const value of ["http://127.0.0.1:4566", "http://localhost:8000", "http://[::1]:4566", "https://127.1.2.3"])
        it(`takes ${value} from the shell`, () => {
            shell(value);
            assert.equal(shellEndpoint()?.href, new URL(value).href);
        });

    for (const value of ["http://10.0.0.1:4566", "https://dynamodb.eu-west-1.amazonaws.com", "nonsense"])
        it(`does not take ${value} from the shell, and says so`, () => {
            shell(value);
            assert.equal(shellEndpoint(), undefined);
            assert.deepEqual(endpointNotes(undefined), [
                `note: AWS_ENDPOINT_URL of this shell, ${value}, is not of this machine and does not count; --aws URL asks for it by name`,
            ]);
        });

    it("is told, with a note more where it is not this machine's", () => {
        assert.deepEqual(endpointNotes(new URL("http://127.0.0.1:4566")), [
            "note: the functions reach AWS at http://127.0.0.1:4566/, with dummy credentials",
        ]);
        assert.deepEqual(endpointNotes(new URL("http://10.0.0.1:4566")), [
            "note: the functions reach AWS at http://10.0.0.1:4566/, with dummy credentials; that is not this machine",
        ]);
        assert.deepEqual(endpointNotes(undefined), []);
    });
});
