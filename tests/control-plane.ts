/** What API Gateway holds of one API, with those of its rules that a deployment runs into. A refused call throws. */
export interface ControlPlane {
    /** What the stage serves: route key to settings, as a JSON text; empty without a stage. */
    served(): Record<string, string>;
    createResource(path: string, pathPart: string): void;
    updateResource(path: string, pathPart: string): void;
    deleteResource(path: string): void;
    putMethod(route: string, settings: string): void;
    updateMethod(route: string, settings: string): void;
    deleteMethod(route: string): void;
    putIntegration(route: string, settings: string): void;
    deleteIntegration(route: string): void;
    /** Returns the id of the copy. */
    createDeployment(): string;
    deleteDeployment(id: string): void;
    pointStage(deployment: string): void;
}

/** An API without a route. Places are named as the program names them: variable names erased. */
export function createControlPlane(): ControlPlane {
    const parts = new Map<string, string>();
    const methods = new Map<string, { settings: string; integration?: string }>();
    const deployments = new Map<string, Record<string, string>>();
    let stage: string | undefined;
    let made = 0;
    // A route is written with the variable names it has now.
    const written = (route: string) => {
        const [verb, path = ""] = route.split(" ");
        const places = path.split("/").slice(1).filter(Boolean);
        const named = places.map((_, index) => parts.get(`/${places.slice(0, index + 1).join("/")}`));
        return `${verb} /${named.join("/")}`;
    };
    const conflict = (what: string) => new Error(`409 ConflictException: ${what} exists`);
    const method = (route: string) => {
        const found = methods.get(route);
        if (!found) throw new Error(`404 NotFoundException: ${route}`);
        return found;
    };
    return {
        served: () => (stage === undefined ? {} : (deployments.get(stage) ?? {})),
        createResource: (path, pathPart) => {
            if (parts.has(path)) throw conflict(path);
            parts.set(path, pathPart);
        },
        updateResource: (path, pathPart) => void parts.set(path, pathPart),
        deleteResource: (path) => {
            const below = (other: string) => other === path || other.startsWith(`${path}/`);
            for (const other of [...parts.keys()].filter(below)) parts.delete(other);
            for (const route of [...methods.keys()].filter((key) => below(key.split(" ")[1] ?? "")))
                methods.delete(route);
        },
        putMethod: (route, settings) => {
            if (methods.has(route)) throw conflict(route);
            methods.set(route, { settings });
        },
        updateMethod: (route, settings) => {
            method(route).settings = settings;
        },
        // The integration goes with its method.
        deleteMethod: (route) => void methods.delete(route),
        putIntegration: (route, settings) => {
            method(route).integration = settings;
        },
        deleteIntegration: (route) => {
            const found = methods.get(route);
            if (found) found.integration = undefined;
        },
        createDeployment: () => {
            for (const [route, { integration }] of methods) {
                if (integration === undefined) throw new Error(`400 No integration defined for method: ${route}`);
            }
            made += 1;
            const copy = [...methods].map(([route, both]) => [written(route), JSON.stringify(both)]);
            deployments.set(`d${made}`, Object.fromEntries(copy));
            return `d${made}`;
        },
        deleteDeployment: (id) => {
            if (id === stage) throw new Error("400 Active stages pointing to this deployment must be moved or deleted");
            deployments.delete(id);
        },
        pointStage: (deployment) => {
            stage = deployment;
        },
    };
}
