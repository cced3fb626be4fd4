import type { AddressInfo } from "node:net";
import serverlessExpress from "@codegenie/serverless-express";
import express from "express";
import { image } from "../image";

const app = express();
app.use(express.json(), express.urlencoded({ extended: false }), express.raw({ type: "application/octet-stream" }));
app.get("/items/:id", ({ params, query }, response) => void response.json({ id: params.id, query }));
app.post("/items", ({ body }, response) => void response.status(201).location("/items/1").json(body));
app.post("/form", ({ body }, response) => void response.json(body));
app.post("/bytes", ({ body }, response) => void response.json({ bytes: body.length, first: body[0] }));
app.get("/cookies", (_, response) => void response.cookie("a", "1").cookie("b", "2").send("baked"));
app.get("/redirect", (_, response) => void response.redirect("/items/1"));
app.get("/image", (_, response) => void response.type("png").send(image));
app.get("/error", () => {
    throw new Error("no");
});
app.use((error: Error, _: unknown, response: express.Response, __: unknown) => {
    response.status(500).json({ error: error.message });
});

export const handler = serverlessExpress({ app });

export function listen(): Promise<number> {
    return new Promise((resolve) => {
        const server = app.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
}
