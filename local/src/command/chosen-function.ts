import type { LambdaFunction } from "../program/program";

/**
 * The function that `--event` invokes: the one there is, or the one with the name that it has in the program, on AWS and in
 * logs, or behind the last hyphens of its name in the program, where no other ends so. Throws a sentence that lists those there are.
 */
export function chosenFunction(functions: LambdaFunction[], name: string | undefined): LambdaFunction {
    const names = functions.map(({ logicalName }) => logicalName).join(", ");
    const [first, ...others] = functions;
    if (!first) throw new Error("--event: the program has no Function");
    if (name === undefined) {
        if (others.length === 0) return first;
        throw new Error(`--event: the program has ${functions.length} functions; choose with --function: ${names}`);
    }
    const found = functions.find((fn) => fn.logicalName === name || fn.name === name);
    if (found) return found;
    const [alike, ...more] = functions.filter(({ logicalName }) => logicalName.endsWith(`-${name}`));
    if (alike && more.length === 0) return alike;
    throw new Error(`--function: ${JSON.stringify(name)} is no function of the program; it has ${names}`);
}
