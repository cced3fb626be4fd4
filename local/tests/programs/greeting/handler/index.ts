export async function handler({ body }: { body?: string }) {
    const name = JSON.parse(body ?? "{}").name ?? "World";
    const headers = { "Content-Type": "text/plain; charset=utf-8" };
    return { statusCode: 200, headers, body: `Hello, ${name}!` };
}
