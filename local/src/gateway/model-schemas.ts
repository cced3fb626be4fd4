import Ajv from "ajv-draft-04";
import { validationErrorString } from "./validation-errors";

/** The models of an API, as schemas of draft 4 (RV7). */
export interface ModelSchemas {
    /**
     * What is wrong with a value by a model, as `$context.error.validationErrorString` says it (GR9); undefined if nothing
     * is, and "unusable model" if the model itself is no schema, or one that never comes to an end.
     */
    errors(model: string, value: unknown): string | undefined | "unusable model";
}

const place = (id: string, name: string) => `https://apigateway.amazonaws.com/restapis/${id}/models/${name}`;

/** Makes the schemas of models, name to text; each is compiled when it is first used. */
export function createModelSchemas(models: Record<string, string>): ModelSchemas {
    // [RV7] whether AWS checks formats is not recorded.
    const ajv = new Ajv({ strict: false, allErrors: true, verbose: true, validateFormats: false, logger: false });
    for (const [name, text] of Object.entries(models)) {
        const schema = read(text);
        if (schema !== undefined) ajv.addSchema(schema, place("", name), undefined, false);
    }
    return {
        errors: (model, value) => {
            // Every model there is not is the built-in Empty, which takes any JSON (RV10).
            if (!Object.hasOwn(models, model)) return model === "Empty" ? undefined : "unusable model";
            try {
                const validate = ajv.getSchema(place("", model));
                if (!validate) return "unusable model";
                return validate(value) ? undefined : validationErrorString(validate.errors ?? []);
            } catch {
                // A $ref that leads nowhere, a pattern that is none, or one that applies itself without end.
                return "unusable model";
            }
        },
    };
}

// Models name each other by the API's id, which a program may write in any way it likes. What draft they say they are of
// does not matter to AWS, which reads all as draft 4.
function read(text: string): object | undefined {
    const byName = text.replaceAll(/(apigateway\.amazonaws\.com\/restapis)\/[^/"]*\/models\//g, "$1//models/");
    try {
        const { $schema: _, $id: __, ...schema } = JSON.parse(byName);
        return /^\s*\{/.test(text) ? schema : undefined;
    } catch {
        return undefined;
    }
}
