import type { Server } from "node:http";
import { apisOf, type RestApi } from "../program/program";
import { listen } from "./listening";
import type { Options } from "./options";

/** An API with its stages, and where it is reached. */
export interface Reached {
    stages: RestApi[];
    port: number;
}

/** The servers of a program's APIs, a port for each. */
export interface Servers {
    /** Listens for as many APIs as there are, and no more. Rejects as `listen` does. */
    cover(api: RestApi): Promise<void>;
    reached(): Reached[];
    all(): Server[];
}

// Where the second API is looked for first.
const secondPort = 3010;

/**
 * Serves the first API at the port of the options, each other one at the next that is free. A server belongs to a place in
 * the order of APIs, so that the first one keeps its port whatever it is called.
 */
export function createServers(make: (api: number) => Server, options: Pick<Options, "host" | "port">): Servers {
    let apis: RestApi[][] = [];
    const servers: { server: Server; port: number }[] = [];

    async function listenNext(): Promise<void> {
        const server = make(servers.length);
        const own = servers.length === 0 || options.port === 0;
        const last = servers.slice(1).at(-1)?.port ?? secondPort - 1;
        const port = own ? await listen(server, options) : await listenFrom(server, last + 1);
        servers.push({ server, port });
    }

    async function listenFrom(server: Server, port: number): Promise<number> {
        if (port === options.port) return listenFrom(server, port + 1);
        try {
            return await listen(server, { host: options.host, port });
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
            return listenFrom(server, port + 1);
        }
    }

    return {
        cover: async (api) => {
            apis = apisOf(api);
            while (servers.length < apis.length) await listenNext();
            for (const { server } of servers.splice(Math.max(apis.length, 1))) {
                server.close();
                server.closeIdleConnections();
            }
        },
        reached: () => apis.map((stages, index) => ({ stages, port: servers[index]?.port ?? 0 })),
        all: () => servers.map(({ server }) => server),
    };
}

/** The API of a name alone, if one is asked for. Throws a sentence where there is none of that name. */
export function onlyApi(api: RestApi, name: string | undefined): RestApi {
    if (name === undefined) return api;
    const apis = apisOf(api);
    const stages = apis.find(([stage]) => stage?.name === name);
    if (!stages) {
        const names = apis.map(([stage]) => stage?.name).join(", ");
        throw new Error(`--api: ${name} is no API of this program; it has ${names}`);
    }
    const [first, ...others] = stages as [RestApi, ...RestApi[]];
    return { ...first, ...(others.length > 0 && { others }) };
}
