import type { Routes } from "./infra/route-settings";

/** What the API serves, the same on every stack: a route key is a method and a path, README.md has more of them. */
export const routes: Routes = {
    "POST /lambda": { operationName: "lambda" },
};
