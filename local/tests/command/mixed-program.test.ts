import assert from "node:assert/strict";
import { join } from "node:path";
import { localDir } from "../places";
import { copyProject, type ProjectCopy } from "../project-copy";
import { start, stopAll } from "../running-command";

describe("a program of which local serves some routes and not others", () => {
    let copy: ProjectCopy;

    before(() => {
        copy = copyProject(join(localDir, "tests", "programs", "mixed"));
    });

    after(async () => {
        await stopAll();
        copy.remove();
    });

    it("answers the others in one sentence each, and tells once of what it does not imitate", async () => {
        const server = await start(copy.folder);
        const get = async (path: string) => {
            const { status, body } = await server.ask({ path: `/live/${path}`, method: "GET" });
            return [status, body];
        };
        for (const path of ["node", "variable", "alias", "version"])
            assert.deepEqual(await get(path), [200, `/${path}`]);
        const which = "local serves AWS_PROXY to a Lambda function, and MOCK";
        const fn = (name: string, why: string) =>
            `Integration ${name} is AWS_PROXY to Function ${name}, ${why}; ${which}`;
        const sentences = {
            python: fn("python", "which runs on python3.12 and not on Node.js"),
            image: fn("image", "which is a container image"),
            stored: fn("stored", "whose code is in the bucket code and not in the program"),
            elsewhere: `Integration elsewhere is HTTP_PROXY; ${which}`,
        };
        for (const [path, sentence] of Object.entries(sentences)) {
            const [status, body] = await get(path);
            assert.deepEqual([status, String(body).trim()], [501, sentence]);
        }
        const notes = [
            "note: 5 resources are registered and not imitated: aws:dynamodb/table:Table, aws:lambda/eventSourceMapping:EventSourceMapping, aws:sqs/queue:Queue (2), aws:wafv2/webAclAssociation:WebAclAssociation",
            "note: EventSourceMapping worker: it invokes no function, but --event does here",
            "note: Function node has layers: its layers are not laid below its code here",
            "note: RestApi api has minimumCompressionSize: no answer is compressed here",
            "note: WebAclAssociation waf: its rules refuse nobody here",
            "note: the functions have no AWS to call, nor credentials; npm run aws starts a stand-in, --aws http://127.0.0.1:4566 lets them call it",
            ...Object.entries(sentences).map(([path, sentence]) => `note: GET /${path} is not served: ${sentence}`),
        ];
        const told = () =>
            server
                .out()
                .split("\n")
                .filter(
                    (line) => line.startsWith("note: ") && !/^note: (the function runs|functions share)/.test(line),
                );
        assert.deepEqual(told(), notes);

        copy.write({ "index.ts": copy.read("index.ts").replace('["a", "b"]', '["a"]') });
        await server.printed(/^Reloaded the program/);
        const fewer =
            "note: 4 resources are registered and not imitated: aws:dynamodb/table:Table, aws:lambda/eventSourceMapping:EventSourceMapping, aws:sqs/queue:Queue, aws:wafv2/webAclAssociation:WebAclAssociation";
        assert.deepEqual(told(), [...notes, fewer]);
    });
});
