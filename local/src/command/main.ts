// The command: what a person sees, from options to log lines, and all that the other rooms are put together by.
import { join, resolve } from "node:path";
import { version } from "../../package.json";
import { serveAws } from "../aws/main";
import { createLocalServer } from "../gateway/gateway";
import { writeGraph } from "../graph/main";
import { createTaskRoots, printableLines, startReaper, writeRuntimes } from "../lambda/lambda";
import { type Evaluated, evaluateApart } from "../program/program";
import { createComplaint } from "./complaint";
import { endWhenTold } from "./ending";
import { createHandlerBuilds } from "./handler-builds";
import { invokeOnce } from "./invoke-once";
import { hostsOf, offerToDebugger } from "./listening";
import { createLog } from "./log";
import { createMending } from "./mending";
import { ownEnvFile } from "./option-files";
import { help, type Options, parseOptions } from "./options";
import { createReload, type ReloadHooks } from "./reload";
import { routeTable } from "./route-table";
import { createServers, onlyApi, type Servers } from "./servers";
import { createServing } from "./serving";
import { preparePage, servedBy, showPage } from "./show-page";
import { watchSources } from "./source-watch";
import { createTeller } from "./start-notes";
import { withEnvironment } from "./with-environment";

const projectDir = process.cwd();

async function main(options: Options): Promise<void> {
    const reaper = startReaper();
    const evaluate = async () => {
        const note = "note: the program is still being evaluated, for 5 seconds now\n";
        const slow = setTimeout(() => process.stderr.write(note), 5000);
        const began = Date.now();
        const variables = [ownEnvFile, ...options.envFiles].map((file) => resolve(file));
        const follow = (files: string[]) => sources?.follow("program", [...files, ...variables], began);
        const evaluated = await evaluateApart(projectDir, options, reaper, follow).finally(() => clearTimeout(slow));
        builds.take(evaluated.builds, began);
        return evaluated;
    };
    // First what takes longest.
    const evaluation = evaluate();
    evaluation.catch(() => {});
    const taskRoots = createTaskRoots(projectDir, reaper);
    const complain = createComplaint(process.stderr, options.verbose, () => log.note("The error is mended"));
    const page = preparePage(projectDir, options, reaper, complain);
    const log = createLog(options, projectDir, page ? [page] : []);
    writeRuntimes(join(__dirname, "../lambda"), taskRoots.folder);
    const functionOptions = {
        runtimesDir: taskRoots.folder,
        passedEnv: options.passedEnv,
        inspectPort: options.inspectPort,
        reaper,
        maxConcurrency: options.maxConcurrency,
        idleLimit: 10_000,
        streamLimit: options.withoutStreamLimit ? Number.POSITIVE_INFINITY : undefined,
        print: log.print,
    };
    const serving = createServing(functionOptions, taskRoots);
    process.on("exit", () => {
        serving.close();
        taskRoots.remove();
    });
    let servers: Servers | undefined;
    endWhenTold(() => servers?.all() ?? []);
    // From here on nothing that is saved is missed.
    const sources = options.event === undefined ? watchSources(projectDir, complain) : undefined;
    const builds = createHandlerBuilds(projectDir, sources);
    const evaluated = await evaluation;
    const served = (of: Evaluated) => withEnvironment(onlyApi(of.restApi, options.api), options);
    const api = served(evaluated);
    if (options.inspectPort !== undefined)
        await offerToDebugger(options.inspectPort, options.event === undefined ? api.functions.length : 1);
    if (options.event !== undefined) {
        process.exitCode = await invokeOnce(options.event, options.functionName, api, functionOptions, taskRoots);
        return process.exit();
    }

    const noteEvent = (event: string) => log.note(printableLines(JSON.stringify(JSON.parse(event), null, 2)));
    let listening: Promise<string | undefined> | undefined;
    const rules = {
        ...options,
        allowedHosts: [...options.allowedHosts, ...hostsOf(options.host)],
        fresh: () => listening ?? sources?.fresh(),
        onError: complain,
        onErrorAnswer: log.gateway,
        onEvent: options.printEvent ? noteEvent : undefined,
        observe: log.observe,
        withoutTimeouts: options.inspectPort !== undefined,
    };
    const make = (api: number) => createLocalServer({ ...rules, deployed: (stage) => serving.deployed(stage, api) });
    servers = createServers(make, options);
    // Where a port is taken no handler has been loaded for nothing, and none has printed; who asks meanwhile waits.
    listening = servers.cover(api).then(() => page && showPage(page, options));
    const address = await listening;
    listening = undefined;
    const loading = serving.deploy(api);
    const tell = createTeller(options, log.note, evaluated);
    let shown = routeTable(servers.reached(), options.host);
    log.note(shown);
    page?.serves(servedBy(servers.reached(), options.host), options.host);
    if (address) log.note(`Requests are shown at ${address}\n`);
    const told = createMending(projectDir, sources, complain);
    let failed = false;
    await loading.catch((error) => {
        failed = true;
        told(error, "handler");
    });
    const hooks: ReloadHooks = {
        bundle: builds.again,
        builds: builds.codes,
        evaluate: async () => {
            const again = await evaluate();
            tell(again);
            return served(again);
        },
        deploy: (next) => serving.deploy(next).then(() => servers?.cover(next)),
        deployed: (change, _, milliseconds) => {
            const table = routeTable(servers?.reached() ?? [], options.host);
            if (table !== shown) log.note(table);
            shown = table;
            for (const say of [log.note, page?.mark]) say?.(`Reloaded the ${change} in ${Math.round(milliseconds)} ms`);
            page?.serves(servedBy(servers?.reached() ?? [], options.host), options.host);
        },
        complain: told,
    };
    sources?.each(createReload(api, builds.codes(), hooks, failed));
}

// Who reads no more, as `head` after its lines, ends the log and nothing else.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
const complainAtStart = createComplaint(process.stderr, process.argv.includes("--verbose"));
try {
    const [command, ...rest] = process.argv.slice(2);
    if (command === "graph") writeGraph(projectDir, rest).catch(fail);
    else if (command === "aws") serveAws(projectDir, rest, console.log).catch(fail);
    else if (command === "--version") process.stdout.write(`${version}\n`);
    else {
        const options = parseOptions(process.argv.slice(2));
        if (options === "help") process.stdout.write(help);
        else main(options).catch(fail);
    }
} catch (error) {
    fail(error);
}

function fail(error: unknown): void {
    complainAtStart(error);
    process.exit(1);
}
