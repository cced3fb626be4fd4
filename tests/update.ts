import type { Evaluation } from "api-gateway-local/testing";
import type { ControlPlane } from "./control-plane";
import { called } from "./resources";

/** What Pulumi remembers of a stack between two updates. */
export interface StackState {
    resources: Map<string, { inputs: Record<string, unknown>; id: string; deletedWith: string | undefined }>;
    /** Replaced deployments that are still to be deleted. */
    pendingDeletes: string[];
    outputs: Record<string, unknown>;
}

/**
 * Where and how an update ends: before, after or, unsaved, after its nth step. A killed engine may also lose the outputs that
 * it had been told before the deletions: so it was seen, of 3.260.
 */
export interface Cut {
    step: number;
    how: "the call fails" | "SIGINT" | "SIGKILL" | "SIGKILL, outputs lost";
}

interface Step {
    what: string;
    call(): void;
    /** What the state is told once the call has been answered. */
    save(): void;
    /** What a person does after `pulumi refresh` has told of a call whose answer was never saved. */
    refresh?(): void;
}

/**
 * Updates a stack as Pulumi's engine does: creates and changes in the program's order, then saves the outputs, then deletes
 * what the program no longer has, dependents first. Returns what it did; ends early where it is cut.
 */
export function update(program: Evaluation, state: StackState, api: ControlPlane, cut?: Cut): string[] {
    const done: string[] = [];
    const { outputs } = state;
    for (const step of steps(program, state, api)) {
        const cutHere = cut && done.length === cut.step;
        if (cutHere && cut.how === "the call fails") return [...done, `${step.what} fails`];
        step.call();
        if (cutHere && cut.how.startsWith("SIGKILL")) {
            step.refresh?.();
            if (cut.how.endsWith("lost")) state.outputs = outputs;
            return [...done, `${step.what} unsaved`];
        }
        step.save();
        done.push(step.what);
        if (cutHere) return done;
    }
    return done;
}

function* steps({ resources, outputs }: Evaluation, state: StackState, api: ControlPlane): Generator<Step> {
    const wanted = resources.map((resource) => ({ ...resource, key: called(resource) }));
    const unchanged = (key: string, inputs: unknown) =>
        JSON.stringify(state.resources.get(key)?.inputs) === JSON.stringify(inputs);
    const current = () => state.resources.get("Deployment deployment")?.id ?? "";
    for (const { key, inputs: given, name, deletedWith } of wanted) {
        // The stage's input is the deployment's id, which is another with each.
        const inputs = key === "Stage stage" ? { ...given, deployment: current() } : given;
        if (unchanged(key, inputs)) continue;
        const exists = state.resources.has(key);
        let id = name;
        const save = () => void state.resources.set(key, { inputs, id, deletedWith });
        const what = `${exists ? "update" : "create"} ${key}`;
        const type = key.slice(0, key.indexOf(" "));
        const settings = JSON.stringify(inputs);
        if (type === "Resource") {
            const call = () => (exists ? api.updateResource : api.createResource)(name, String(inputs.pathPart));
            yield { what, call, save, refresh: exists ? undefined : () => api.deleteResource(name) };
        } else if (type === "Method") {
            const call = () => (exists ? api.updateMethod : api.putMethod)(name, settings);
            yield { what, call, save, refresh: exists ? undefined : () => api.deleteMethod(name) };
        } else if (type === "Integration") {
            const before = state.resources.get(key);
            // The provider deletes first when the credentials come or go.
            if (before && "credentials" in before.inputs !== "credentials" in inputs) {
                const forget = () => void state.resources.delete(key);
                const remove = () => api.deleteIntegration(name);
                yield { what: `delete ${key} to replace it`, call: remove, save: forget, refresh: forget };
            }
            yield { what, call: () => api.putIntegration(name, settings), save };
        } else if (type === "Deployment") {
            const before = current();
            yield {
                what: exists ? `replace ${key}` : what,
                call: () => {
                    id = api.createDeployment();
                },
                save: () => {
                    if (before) state.pendingDeletes.push(before);
                    save();
                },
            };
        } else if (type === "Stage") yield { what, call: () => api.pointStage(current()), save };
        else yield { what, call: () => {}, save };
    }
    const publication = { ...Object(outputs.publication), deployment: current() };
    const saved = { ...outputs, publication };
    if (JSON.stringify(saved) !== JSON.stringify(state.outputs)) {
        yield { what: "save outputs", call: () => {}, save: () => void Object.assign(state, { outputs: saved }) };
    }
    for (const id of [...state.pendingDeletes]) {
        const save = () => void state.pendingDeletes.splice(state.pendingDeletes.indexOf(id), 1);
        yield { what: `delete Deployment ${id}`, call: () => api.deleteDeployment(id), save };
    }
    const kept = new Set(wanted.map(({ key }) => key));
    const gone = [...state.resources].filter(([key]) => !kept.has(key));
    const leaving = new Set(gone.map(([key]) => key));
    for (const [key, { deletedWith = "" }] of gone.sort(([a], [b]) => order(a) - order(b))) {
        const name = key.slice(key.indexOf(" ") + 1);
        const call = () => {
            if (leaving.has(called(deletedWith))) return;
            if (key.startsWith("Integration ")) api.deleteIntegration(name);
            if (key.startsWith("Method ")) api.deleteMethod(name);
            if (key.startsWith("Resource ")) api.deleteResource(name);
        };
        const save = () => void state.resources.delete(key);
        yield { what: `delete ${key}`, call, save, refresh: save };
    }
}

// What depends on others first: integrations, methods, then path parts from the bottom up.
function order(key: string): number {
    if (key.startsWith("Integration ")) return -1002;
    if (key.startsWith("Method ")) return -1001;
    return key.startsWith("Resource ") ? -key.split("/").length : 0;
}
