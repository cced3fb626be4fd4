import assert from "node:assert/strict";
import type { Rule } from "./rule";

export const deployment: Rule[] = [
    {
        ids: "CKV_AWS_217, CKV_AWS_237",
        title: "API and deployment are created before the ones they replace are deleted",
        check: ({ find }) => {
            const { deleteBeforeReplace } = find("apigateway/restApi:RestApi", "api");
            assert.equal(deleteBeforeReplace ?? false, false);
            // Written out: a pattern of physical names without a random part would turn it on.
            assert.equal(find("apigateway/deployment:Deployment", "deployment").deleteBeforeReplace, false);
        },
    },
    {
        ids: "E3698",
        title: "stage and deployment belong to one API",
        check: ({ find }) => {
            const { id } = find("apigateway/restApi:RestApi", "api");
            const published = find("apigateway/deployment:Deployment", "deployment");
            const stage = find("apigateway/stage:Stage", "stage").inputs;
            assert.deepEqual(
                { stage: stage.restApi, deployment: published.inputs.restApi, published: stage.deployment },
                { stage: id, deployment: id, published: published.id },
            );
        },
    },
    {
        ids: "E3660, W3660",
        title: "the API has a name and consists of resources, not of a body",
        check: ({ api }) => assert.deepEqual(["body" in api, /\S/.test(String(api.name ?? ""))], [false, true]),
    },
];
