import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { localDir } from "./places";

/** Each room's face, the one file of it that others import, and the rooms it may know. */
const rooms: Record<string, { face: string; knows: string[] }> = {
    command: { face: "main", knows: ["aws", "page", "gateway", "graph", "lambda", "program"] },
    aws: { face: "main", knows: ["program"] },
    page: { face: "page", knows: ["lambda", "program"] },
    gateway: { face: "gateway", knows: ["lambda", "program"] },
    graph: { face: "main", knows: ["program"] },
    // What a function is: types alone.
    lambda: { face: "lambda", knows: ["program"] },
    program: { face: "program", knows: [] },
};

interface Import {
    from: string;
    to: string;
    names: string[];
    types: boolean;
}

const src = join(localDir, "src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(sep).join("/"))
    .filter((name) => name.endsWith(".ts"));
const imports = files.flatMap(importsOf);

/** What a file of src/ imports by path. */
function importsOf(from: string): Import[] {
    const text = readFileSync(join(src, from), "utf8");
    return [...text.matchAll(/^(?:import|export) (type )?([^;]*?)from "(\.[^"]+)"/gm)].map(
        ([, type, list = "", path = ""]) => {
            const names = list
                .replace(/[{}]/g, "")
                .split(",")
                .map((name) => name.trim());
            const to = normalize(join(dirname(from), path))
                .split(sep)
                .join("/");
            return {
                from,
                to: path.endsWith(".json") ? to : `${to}.ts`,
                names: names.filter(Boolean).map((name) => name.replace(/^type /, "")),
                types: type !== undefined || names.filter(Boolean).every((name) => name.startsWith("type ")),
            };
        },
    );
}

const roomOf = (file: string) => file.split("/")[0] ?? "";
const across = imports.filter(({ from, to }) => roomOf(from) !== roomOf(to) && from.includes("/") && to.includes("/"));
const shown = ({ from, to }: Import) => `${from} imports ${to}`;

describe("the rooms of src/", () => {
    it("are these, each with a face that says at its head what the room is for", () => {
        const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
        assert.deepEqual(folders.map(({ name }) => name).sort(), Object.keys(rooms).sort());
        for (const [room, { face }] of Object.entries(rooms)) {
            const file = join(src, room, `${face}.ts`);
            assert.ok(existsSync(file) && /^\/\/ \S/.test(readFileSync(file, "utf8")), `${room}/${face}.ts`);
        }
    });

    it("know each other one way", () => {
        const wrong = across.filter(
            ({ from, to }) => !to.startsWith("../") && !rooms[roomOf(from)]?.knows.includes(roomOf(to)),
        );
        assert.deepEqual(wrong.map(shown), []);
    });

    it("know of each other the faces alone", () => {
        const inside = imports.filter(({ from, to }) => roomOf(from) !== roomOf(to) && rooms[roomOf(to)]);
        const wrong = inside.filter(({ to }) => to !== `${roomOf(to)}/${rooms[roomOf(to)]?.face}.ts`);
        assert.deepEqual(wrong.map(shown), []);
    });

    it("have faces that nobody inside the room goes through", () => {
        const wrong = imports.filter(
            ({ from, to }) => roomOf(from) === roomOf(to) && to === `${roomOf(to)}/${rooms[roomOf(to)]?.face}.ts`,
        );
        assert.deepEqual(wrong.map(shown), []);
    });

    it("gateway knows of lambda how to invoke a function, and in which order to write", () => {
        const known = across.filter(({ from, to }) => roomOf(from) === "gateway" && roomOf(to) === "lambda");
        assert.deepEqual([...new Set(known.flatMap(({ names }) => names))].sort(), gatewayKnows);
    });

    it("lambda knows of program types alone", () => {
        const wrong = across.filter(
            ({ from, to, types }) => roomOf(from) === "lambda" && roomOf(to) === "program" && !types,
        );
        assert.deepEqual(wrong.map(shown), []);
    });

    it("have no circle of imports", () => {
        const seen = new Set<string>();
        const follow = (file: string, path: string[]): string[][] => {
            if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file]];
            if (seen.has(file)) return [];
            const found = imports.filter(({ from }) => from === file).flatMap(({ to }) => follow(to, [...path, file]));
            seen.add(file);
            return found;
        };
        assert.deepEqual(
            files.flatMap((file) => follow(file, [])).map((circle) => circle.join(" → ")),
            [],
        );
    });
});

const gatewayKnows = ["FunctionVersion", "InvocationRequest", "ResponseReceiver", "writeTogether"];
