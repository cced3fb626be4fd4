import { rmSync } from "node:fs";
import { copyOfProject, run } from "./project-copy";
import { apply, guide } from "./recipe";

// Run by npm run test:second-week. A recipe may bring what the deploy role had no right to: then a test asks for `npm run roles` too.
describe("a project that follows one recipe of docs/operating.md", () => {
    const [, recipes = ""] = guide.split(/^## Recipes$/m);
    for (const section of recipes.split(/^### /m).filter((text) => text.includes("\n```diff\n"))) {
        const title = section.slice(0, section.indexOf("\n"));

        it(`has all its checks green: ${title}`, () => {
            const project = copyOfProject();
            try {
                apply(project, title);
                run(project, "npm", "run", "graph", "--silent");
                run(project, "npm", "run", "roles", "--silent", "--", "--write");
                run(project, "npm", "run", "fix", "--silent");
                // A package that a recipe has installed is not there to be type-checked.
                if (!section.includes("\nnpm install ")) run(project, "npx", "tsc", "--noEmit", "--noCheck", "false");
                run(project, "npm", "run", "test:program", "--silent");
            } finally {
                rmSync(project, { recursive: true, force: true });
            }
        }).timeout(5 * 60_000);
    }
});
