import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { setCookie } from "hono/cookie";
import { image } from "../image";

const app = new Hono();
app.get("/items/:id", (context) => context.json({ id: context.req.param("id"), query: context.req.queries() }));
app.post("/items", async (context) => context.json(await context.req.json(), 201, { Location: "/items/1" }));
app.post("/form", async (context) => context.json(await context.req.parseBody()));
app.post("/bytes", async (context) => {
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    return context.json({ bytes: bytes.length, first: bytes[0] });
});
app.get("/cookies", (context) => {
    setCookie(context, "a", "1");
    setCookie(context, "b", "2");
    return context.text("baked");
});
app.get("/redirect", (context) => context.redirect("/items/1"));
app.get("/image", (context) => context.body(new Uint8Array(image), 200, { "Content-Type": "image/png" }));
app.get("/error", () => {
    throw new Error("no");
});
app.onError((error, context) => context.json({ error: error.message }, 500));

export const handler = handle(app);

export function listen(): Promise<number> {
    return new Promise((resolve) => {
        serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(port));
    });
}
