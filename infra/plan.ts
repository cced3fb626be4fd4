import { streamInputs } from "./api-inputs";
import { type Authorizer, withUserPools } from "./authorizer-rules";
import type { Given } from "./config";
import { type Cors, plannedCors } from "./cors";
import type { PlannedFunction } from "./functions";
import { type PlannedMethod, plannedMethods } from "./methods";
import { type PlannedModel, type PlannedValidator, validatorOf } from "./request-rules";
import type { Route } from "./route-key";
import { withAuthorization } from "./route-rules";

/** What becomes of routes.ts in a stack: resources as plain inputs, and the names of those they refer to. */
export interface Plan {
    routes: Route[];
    authorizers: Authorizer[];
    models: PlannedModel[];
    validators: PlannedValidator[];
    functions: PlannedFunction[];
    /** Those that API Gateway invokes. */
    invoked: PlannedFunction[];
    methods: PlannedMethod[];
    errors: Cors["errors"];
    /** What a deployment holds beside routes; nothing while routes.ts has nothing else. */
    alsoHeld: unknown[];
}

/** Plans what breaks no rule. */
export function plan(given: Required<Given>, functions: PlannedFunction[]): Plan {
    const routes = given.routes.map((route) => withAuthorization(route, given.authorizers));
    const authorizers = given.authorizers.map((each) => withUserPools(each, given.userPoolArns));
    const validators = routes.flatMap(({ settings }) => validatorOf(settings) ?? []);
    const cors = plannedCors(given);
    const { preflights, answer, errors = [] } = cors ?? {};
    const held = [
        authorizers,
        given.models,
        routes.some(({ settings }) => settings.responseTransferMode === "STREAM") ? [streamInputs(given)] : [],
        cors ? [preflights, answer, errors] : [],
    ];
    return {
        routes,
        authorizers,
        models: given.models,
        validators: [...new Map(validators.map((each) => [each.name, each])).values()],
        functions,
        invoked: functions.filter(({ actions }) => actions.length > 0),
        // The first is handler/index.ts, if there is a route for it.
        methods: plannedMethods(routes, cors, functions[0]?.file ?? "index", given),
        errors,
        alsoHeld: held.filter((list) => list.length > 0),
    };
}
