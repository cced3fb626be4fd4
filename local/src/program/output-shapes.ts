import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Member, type Type, typeAt } from "./type-text";

/** What a provider's package says its type or call answers with, and where it says so. */
export interface Shape {
    file: string;
    members: Member[];
    /** Names of the inputs. */
    inputs: Set<string>;
}

const shapes = new Map<string, Shape | undefined>();

/**
 * Reads the declarations beside the module that the program loaded a resource type or a call from. Only they tell what AWS
 * decides from what the program merely left out: `Output<string>` from `Output<string | undefined>`. Undefined for what no
 * package declares.
 */
export function outputShape(token: string): Shape | undefined {
    const file = declarationsOf(token);
    if (file === undefined) return undefined;
    if (!shapes.has(file)) shapes.set(file, parsed(file));
    return shapes.get(file);
}

// `aws:sqs/queue:Queue` is sqs/queue.js of the package aws, `aws-native:s3:Bucket` s3/bucket.js of aws-native.
function declarationsOf(token: string): string | undefined {
    const [pkg = "", module = "", name = ""] = token.split(":");
    const short = name.charAt(0).toLowerCase() + name.slice(1);
    const path = (module.includes("/") ? module : `${module}/${short}`).replace(/^index\//, "");
    const endings = [`${pkg}/${path}.js`, `${pkg}/bin/${path}.js`];
    const ending = `${path.slice(path.lastIndexOf("/") + 1)}.js`;
    // What was loaded last is the program's, of several in one process.
    for (const file of Object.keys(require.cache).reverse()) {
        // There are thousands: most are told by their end.
        if (!file.endsWith(ending)) continue;
        const plain = file.replaceAll("\\", "/");
        if (!endings.some((ending) => plain.endsWith(`/${ending}`) || plain.endsWith(`-${ending}`))) continue;
        const declarations = file.replace(/\.js$/, ".d.ts");
        if (existsSync(declarations)) return declarations;
    }
    return undefined;
}

function parsed(file: string): Shape | undefined {
    const text = readFileSync(file, "utf8");
    const [, inputs = ""] = /^export interface \w+Args \{$([\s\S]*?)^\}/m.exec(text) ?? [];
    const names = new Set([...inputs.matchAll(/^ {4}(?:readonly )?(\w+)\??:/gm)].map(([, name = ""]) => name));
    const [, body] =
        /^export declare class \w+ extends [\w.]+ \{$([\s\S]*?)^\}/m.exec(text) ??
        /^export interface \w+Result \{$([\s\S]*?)^\}/m.exec(text) ??
        [];
    if (body === undefined) return undefined;
    const members = [...body.matchAll(/^ {4}(?:public )?readonly (\w+)(\??): /gm)].flatMap((match): Member[] => {
        const [whole, name = "", optional] = match;
        const type = typeAt(body.slice(match.index + whole.length));
        return type ? [{ name, optional: optional === "?", type }] : [];
    });
    return { file, members, inputs: names };
}

/** The members of a type that a declaration file names, `outputs.acm.CertificateOptions`, and the file they stand in. */
export function membersOf(name: string, file: string): { file: string; members: Member[] } | undefined {
    const parts = name.split(".");
    const found = parts.length > 1 ? imported(parts[0] ?? "", file) : file;
    if (found === undefined) return undefined;
    const key = `${found} ${name}`;
    if (!interfaces.has(key)) interfaces.set(key, interfaceIn(found, parts.slice(1, -1), parts.at(-1) ?? ""));
    const type = interfaces.get(key);
    return type?.kind === "object" ? { file: found, members: type.members } : undefined;
}

const interfaces = new Map<string, Type | undefined>();
const contents = new Map<string, Buffer>();

// A package may hold all its types in one file of megabytes: it is searched, not parsed.
function interfaceIn(file: string, namespaces: string[], name: string): Type | undefined {
    const content = contents.get(file) ?? readFileSync(file);
    contents.set(file, content);
    let at = 0;
    for (const each of namespaces) {
        at = content.indexOf(`namespace ${each} {`, at);
        if (at === -1) return undefined;
    }
    const head = `interface ${name} {`;
    const start = content.indexOf(head, at);
    if (start === -1) return undefined;
    const indent = start - 1 - content.lastIndexOf("\n", start);
    const end = content.indexOf(`\n${" ".repeat(namespaces.length > 0 ? indent : 0)}}`, start);
    return typeAt(content.toString("utf8", start + head.length - 1, end === -1 ? undefined : end + indent + 2));
}

function imported(alias: string, file: string): string | undefined {
    const text = (contents.get(file) ?? readFileSync(file)).subarray(0, 4096).toString();
    const path = new RegExp(`^import \\* as ${alias} from "(\\..*)";`, "m").exec(text)?.[1];
    if (path === undefined) return undefined;
    const target = join(dirname(file), path);
    return [`${target}.d.ts`, join(target, "index.d.ts")].find((each) => existsSync(each));
}
