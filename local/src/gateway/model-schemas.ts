import Ajv, { type Options } from "ajv-draft-04";
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
    const ajv = compiler(models);
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

// As draft 4 has it: a pattern is ECMAScript's without the flag u, beside a $ref nothing counts, and a number is a decimal.
// [RV7] whether AWS checks formats is not recorded.
const options: Options = {
    ...{ strict: false, allErrors: true, verbose: true, validateFormats: false, logger: false },
    ...{ unicodeRegExp: false, ignoreKeywordsWithRef: true, multipleOfPrecision: 6, ownProperties: true },
};

// Of one id the library takes one schema, while AWS reads each model by itself: where one stands twice, none counts.
function compiler(models: Record<string, string>, countsIds = true): Ajv {
    const ajv = new Ajv(options);
    if (!countsIds) ajv.opts.schemaId = "$id";
    for (const [name, text] of Object.entries(models)) {
        const schema = read(text);
        try {
            if (schema !== undefined) ajv.addSchema(schema, place("", name), undefined, false);
        } catch {
            if (countsIds) return compiler(models, false);
            // It is unusable, and the others are not.
        }
    }
    return ajv;
}

// Models name each other by the API's id, which a program may write in any way it likes. What draft they say they are of
// does not matter to AWS, which reads all as draft 4.
function read(text: string): object | undefined {
    const byName = text.replaceAll(/(apigateway\.amazonaws\.com\/restapis)\/[^/"]*\/models\//g, "$1//models/");
    try {
        const { $schema: _, $id: __, ...schema } = JSON.parse(byName, withoutTypeBesideRef);
        return /^\s*\{/.test(text) ? schema : undefined;
    } catch {
        return undefined;
    }
}

// The library ignores all else beside a $ref.
function withoutTypeBesideRef(_: string, value: unknown): unknown {
    if (typeof (value as { $ref?: unknown } | null)?.$ref !== "string") return value;
    const { type: __, ...rest } = value as Record<string, unknown>;
    return rest;
}
