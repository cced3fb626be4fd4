import type { Routes } from "./infra/route-settings";
import type { Smoke } from "./infra/smoke";

/** What the API serves, the same on every stack: a route key is a method and a path, README.md has more of them. */
export const routes: Routes = {
    "POST /lambda": { operationName: "lambda" },
};
/** The call that a deployment ends with; without it, the first GET route that needs nothing. */
export const smoke: Smoke = { method: "POST", path: "/lambda", status: 200 };
