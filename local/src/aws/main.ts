// A stand-in for AWS on this machine: MiniStack, with those of the program's resources that a function may use.
import { parseArgs } from "node:util";
import { evaluate, readStackConfig } from "../program/program";
import { makeResource, standInKnows } from "./make-resource";
import { isMiniStack, type MiniStack, startMiniStack } from "./ministack";

export { standInCredentials } from "./aws-request";

/**
 * `api-gateway-local aws [--stack NAME] [--port NUMBER]`: starts MiniStack, makes the resources of the stack that it knows,
 * and resolves when it ends. Where one already runs on the port, it makes what is missing there and resolves. Throws a
 * sentence where there is no MiniStack, or something else on the port.
 */
export async function serveAws(projectDir: string, args: string[], print: (line: string) => void): Promise<void> {
    const { stack, port, help } = options(args);
    if (help) return print(usage);
    const config = readStackConfig(projectDir, stack);
    const url = `http://127.0.0.1:${port}`;
    const started: MiniStack | undefined = (await isMiniStack(url))
        ? undefined
        : await startMiniStack(projectDir, port);
    try {
        const { resources } = await evaluate(projectDir, config);
        for (const resource of resources) {
            const outcome = await makeResource(resource, resources, { url, region: config.region });
            if (outcome) print(outcome);
        }
        const others = resources.filter(({ type }) => !standInKnows(type) && !served.test(type));
        const names = others.map(
            ({ type, name }) => `${type.split(":").slice(0, -1).join(":").replace(/^aws:/, "")} ${name}`,
        );
        if (names.length > 0) print(`Not made, and not needed by npm start: ${names.join(", ")}`);
        print(`AWS's stand-in answers on ${url}; functions use it with npm start -- --aws ${url}`);
    } catch (error) {
        started?.stop();
        throw error;
    }
    await started?.ended;
}

// npm start itself plays these.
const served = /^(?:pulumi:|aws:(?:apigateway|lambda|iam)\/|aws:cloudwatch\/logGroup:)/;

const usage = `npm run aws -- [OPTION…]: start a stand-in for AWS, MiniStack, and make the stack's tables, queues, buckets … in it

  --stack NAME           stack whose configuration to use (dev)
  --port NUMBER          port to listen on (4566)
  --help                 print this`;

function options(args: string[]): { stack: string; port: number; help: boolean } {
    const { stack = "dev", port = "4566", help = false } = given(args);
    if (/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535) return { stack, port: Number(port), help };
    throw new Error(`--port: ${JSON.stringify(port)} must be a whole number from 1 to 65535`);
}

function given(args: string[]) {
    const text = { type: "string" } as const;
    try {
        return parseArgs({ args, options: { stack: text, port: text, help: { type: "boolean" } } }).values;
    } catch (error) {
        // Node's sentence, without its advice on positional arguments.
        throw new Error(`${(error as Error).message.split(/\.\s/)[0]}; npm run aws -- --help lists the options`);
    }
}
