import assert from "node:assert/strict";
import { keys } from "../infra/config-schema";
import { grown } from "./grown";
import { access } from "./rules/access";
import { deployment } from "./rules/deployment";
import { operation } from "./rules/operation";
import { optIn } from "./rules/opt-in";
import { rowsBelow } from "./rules/page";
import { permissions } from "./rules/permissions";
import { type Subject, subjectOf } from "./rules/rule";

const on = [...access, ...operation, ...permissions, ...deployment];

for (const [what, stack, overrides] of [
    ["dev", "dev", {}],
    ["prod", "prod", {}],
    ["dev with all that routes.ts has", "dev", grown],
    ["prod with all that routes.ts has", "prod", grown],
] as const) {
    describe(`security rules that hold for ${what}`, () => {
        let subject: Subject;

        before(async () => {
            subject = await subjectOf(stack, overrides);
        });

        for (const { ids, title, check } of stack === "prod" ? [...on, ...optIn.filter((rule) => rule.inProd)] : on) {
            it(`${ids}: ${title}`, () => check(subject));
        }
    });
}

describe("security rules that a configuration key turns on", () => {
    for (const { ids, title, overrides, check } of optIn) {
        // Sizes and origins in your file may not fit the routes of a rule.
        it(`${ids}: ${title}`, async () => check(await subjectOf(undefined, overrides)));
    }
});

describe("docs/security-rules.md", () => {
    const code = (names: string[]) => names.map((name) => `\`${name}\``).join(", ");

    it("lists the rules that are on, as they are tested", () => {
        assert.deepEqual(
            rowsBelow("On"),
            on.map(({ ids, title }) => [ids, title]),
        );
    });

    it("names the configuration key of every rule that has one, as it is tested", () => {
        assert.deepEqual(
            rowsBelow("On by configuration"),
            optIn.map(({ ids, title, overrides }) => [ids, title, code(Object.keys(overrides))]),
        );
    });

    it("names only keys that the program reads, and routes.ts", () => {
        const named = optIn.flatMap(({ overrides }) => Object.keys(overrides));
        assert.deepEqual(
            named.filter((key) => ![...keys, "routes"].includes(key)),
            [],
        );
    });

    for (const heading of ["Waived", "Optional, and not built", "Not for this program"]) {
        it(`gives every rule below "${heading}" a reason`, () => {
            assert.deepEqual(
                rowsBelow(heading).filter((row) => row.length !== 2 || row.includes("")),
                [],
            );
        });
    }
});
