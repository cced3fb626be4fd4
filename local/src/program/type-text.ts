/** A type as a declaration file writes it. */
export type Type =
    | { kind: "string" | "number" | "boolean" | "undefined" }
    | { kind: "literal"; value: unknown }
    | { kind: "list"; of: Type }
    | { kind: "map" }
    | { kind: "object"; members: Member[] }
    | { kind: "union"; of: Type[] }
    /** `outputs.acm.CertificateOptions`, with what stands in its angle brackets. */
    | { kind: "name"; name: string; args: Type[] };

export interface Member {
    name: string;
    optional: boolean;
    type: Type;
}

/**
 * Reads the type at the beginning of a text of TypeScript declarations: what Pulumi's code generators write, and no more.
 * Undefined where it is something else, a function for example.
 */
export function typeAt(text: string): Type | undefined {
    try {
        return union(tokens(text));
    } catch {
        return undefined;
    }
}

interface Tokens {
    peek(): string;
    next(): string;
}

function tokens(text: string): Tokens {
    // Blanks and comments, then a name with dots, a text, a number or one character.
    const pattern =
        /(?:\s+|\/\*[\s\S]*?\*\/|\/\/.*)*([\w$]+(?:\.[\w$]+)*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?[\d.]+|.|$)/y;
    let ahead: string | undefined;
    const read = () => pattern.exec(text)?.[1] ?? "";
    return {
        peek: () => {
            ahead ??= read();
            return ahead;
        },
        next: () => {
            const token = ahead ?? read();
            ahead = undefined;
            return token;
        },
    };
}

function expect(from: Tokens, token: string): void {
    const found = from.next();
    if (found !== token) throw new Error(`${found} stands where ${token} should`);
}

function union(from: Tokens): Type {
    if (from.peek() === "|") from.next();
    const of = [list(from)];
    while (from.peek() === "|") {
        from.next();
        of.push(list(from));
    }
    return of.length === 1 ? (of[0] as Type) : { kind: "union", of };
}

function list(from: Tokens): Type {
    if (from.peek() === "readonly") from.next();
    let type = single(from);
    while (from.peek() === "[") {
        from.next();
        expect(from, "]");
        type = { kind: "list", of: type };
    }
    return type;
}

function single(from: Tokens): Type {
    const token = from.next();
    if (token === "(") {
        const type = union(from);
        expect(from, ")");
        return type;
    }
    if (token === "{") return object(from);
    if (/^["']/.test(token)) return { kind: "literal", value: token.slice(1, -1) };
    if (/^-?\d/.test(token)) return { kind: "literal", value: Number(token) };
    if (token === "true" || token === "false") return { kind: "literal", value: token === "true" };
    if (token === "null" || token === "void" || token === "undefined") return { kind: "undefined" };
    if (token === "string" || token === "number" || token === "boolean") return { kind: token };
    if (!/^[\w$]/.test(token)) throw new Error(`${token} begins no type`);
    return named(token, args(from));
}

function args(from: Tokens): Type[] {
    if (from.peek() !== "<") return [];
    const all: Type[] = [];
    do {
        from.next();
        all.push(union(from));
    } while (from.peek() === ",");
    expect(from, ">");
    return all;
}

function named(name: string, of: Type[]): Type {
    const [first = { kind: "string" } as Type] = of;
    if (/^(pulumi\.)?(Output|Input|Unwrap)$/.test(name) || name === "Promise") return first;
    if (/^(Readonly)?Array$/.test(name)) return { kind: "list", of: first };
    if (name === "Record") return { kind: "map" };
    return { kind: "name", name, args: of };
}

function object(from: Tokens): Type {
    const members: Member[] = [];
    let isMap = false;
    while (from.peek() !== "}") {
        let name = from.next();
        if (name === "readonly") name = from.next();
        if (name === "[") {
            isMap = true;
            while (from.next() !== "]");
        }
        const optional = from.peek() === "?";
        if (optional) from.next();
        expect(from, ":");
        members.push({ name: name.replace(/^["']|["']$/g, ""), optional, type: union(from) });
        if (from.peek() === ";" || from.peek() === ",") from.next();
    }
    from.next();
    return isMap ? { kind: "map" } : { kind: "object", members };
}
