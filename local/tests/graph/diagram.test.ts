import assert from "node:assert/strict";
import { diagram } from "../../src/graph/diagram";
import { findReferences } from "../../src/graph/references";

describe("the picture of a graph", () => {
    it("ends where references that were found by value go round in a circle", () => {
        const node = (name: string, ...references: string[]) => ({
            resource: { type: "x:y:T", name },
            group: "all",
            references: references.map((each) => `T[${each}]`),
            dependsOn: [],
        });
        const lines = diagram([node("a", "b", "c"), node("b", "c"), node("c", "b")], ["all"]).split("\n");
        assert.deepEqual(
            lines.filter((line) => line.includes("-->")),
            ["    T__b --> T__c", "    T__c --> T__b"],
        );
    });

    it("takes no word for a component because one is called by it", () => {
        const resource = (type: string, name: string, id: string, inputs = {}) => ({
            ...{ type, name, id, inputs, state: inputs, secretInputs: [], dependsOn: [] },
            ...{ protect: undefined, deleteBeforeReplace: undefined, deletedWith: undefined },
        });
        const [work, queue] = [
            resource("shop:index:Work", "work", "work"),
            resource("aws:sqs/queue:Queue", "work", "https://q/work-1"),
        ];
        const references = findReferences([work, queue]);
        assert.deepEqual(references(queue, "description", "all the work"), ["all the work"]);
        assert.deepEqual(references(work, "url", "https://q/work-1"), [{ label: "Queue[work]", property: "id" }]);
    });
});
