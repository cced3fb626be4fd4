import assert from "node:assert/strict";
import { awsVariables, endpoint, endpointNotes, shellEndpoint } from "../../src/command/aws-endpoint";

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
