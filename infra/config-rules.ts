import * as v from "valibot";
import { knownSettings, mapOf } from "./known-settings";

// One rule a value. Each message is the end of a sentence that begins with the key and the value.

export const runtimes = ["nodejs22.x", "nodejs24.x"] as const;
export const logLevels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
export const architectures = ["arm64", "x86_64"] as const;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html, and 0 for ever */
export const retentions = [
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const someText = v.string("must be a text; put it in quotes, or set it with --type string");
export const text = v.pipe(v.string("must be a text"), v.nonEmpty("must not be empty"));
export const stageName = v.pipe(
    v.string("must be a text"),
    v.regex(/^[A-Za-z0-9_-]{1,128}$/, "must be 1 to 128 letters, digits, underscores and hyphens"),
);
export const securityPolicy = v.pipe(
    v.string("must be a text"),
    v.regex(
        /^(|TLS_1_2|SecurityPolicy_[A-Za-z0-9_]+)$/,
        "must be empty (AWS's own), TLS_1_2 or a SecurityPolicy_… of AWS's list",
    ),
);
export const boolean = v.boolean("must be true or false");

/** One of the given words. */
export function oneOf<const T extends readonly string[]>(words: T, message = `must be ${words.join(" or ")}`) {
    return v.picklist(words, message);
}

/** A whole number in a range, both ends included. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
    const range = max === Number.MAX_SAFE_INTEGER ? `, ${min} or above` : ` from ${min} to ${max}`;
    const fits = (value: unknown) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
    return v.custom<number>(fits, `must be a whole number${range}`);
}

/** Requests per second, which may be fewer than one: written as a decimal, without an exponent. */
export const rate = v.pipe(
    v.string("must be a number"),
    v.regex(/^(?:-1|(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?)$/, "must be a number of 0 or above, such as 100 or 7.5, or -1"),
    v.transform(Number),
);

/** Pulumi hands every value as a text; all but texts are JSON. */
export function json<S extends v.GenericSchema>(schema: S) {
    return v.pipe(v.string("must have a value"), v.parseJson(undefined, "is not JSON"), v.unknown(), schema);
}

export const mediaTypes = v.array(
    v.pipe(
        v.string("must be a text"),
        v.regex(/^[\w.+*-]+\/[\w.+*-]+$/, "must be a media type such as image/png, image/* or */*"),
    ),
    "must be a list of media types; `pulumi config set` writes one with --path",
);

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html */
export const stageVariables = map(
    /^[A-Za-z0-9_]+$/,
    "must be named with letters, digits and underscores",
    v.pipe(someText, v.regex(/^[A-Za-z0-9._~:/?#&=,-]+$/, "may hold only letters, digits and ._~:/?#&=,-")),
);

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tags = v.pipe(
    map(
        /^(?!aws:)(?!(?:project|stack)$)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/iu,
        "must be named with 1 to 128 letters, digits, spaces and _.:/=+-@, not begin with aws:, and not be project or stack, which the program sets",
        v.pipe(
            someText,
            v.regex(/^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u, "may hold at most 256 letters, digits, spaces and _.:/=+-@"),
        ),
    ),
    v.check(
        (value) => Object.keys(value).length <= 48,
        "must be at most 48: AWS allows 50 tags, two are project and stack",
    ),
);

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
const reserved =
    /^(AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(?:FUNCTION_(?:NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_(?:GROUP|STREAM)_NAME|RUNTIME_API)|AWS_ACCESS_KEY|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;
export const environment = v.pipe(
    map(/^[A-Za-z]\w+$/, "must be named with at least two letters, digits and underscores, a letter first", someText),
    v.rawCheck(({ dataset, addIssue }) => {
        for (const name of Object.keys(Object(dataset.value)).filter((key) => reserved.test(key))) {
            addIssue({ message: `holds ${name}, a name that Lambda keeps for itself; choose another` });
        }
        if (!dataset.typed) return;
        const size = Object.entries(dataset.value).reduce(
            (sum, [name, value]) => sum + Buffer.byteLength(name + value),
            0,
        );
        if (size > 4096) addIssue({ message: `takes ${size} bytes; Lambda allows 4096 for all variables together` });
    }),
    // Lambda stores an empty map as none, and the next preview would show a change.
    v.transform((variables) => (Object.keys(variables).length > 0 ? variables : undefined)),
);

/** Sizes of functions that have others than the stack's, by the function's name. */
export function functionSizes<const E extends v.ObjectEntries>(sizes: E) {
    const entries = Object.fromEntries(Object.entries(sizes).map(([key, rule]) => [key, v.optional(rule)]));
    const own = knownSettings(
        entries as { [K in keyof E]: v.OptionalSchema<E[K], undefined> },
        "size of a function",
        noSizes,
    );
    const notIndex = v.check(
        (name: string) => name !== "index",
        "is handler/index.ts, whose sizes are the stack's own keys",
    );
    return mapOf(v.pipe(v.string(), notIndex), own, "must be a map from function to sizes");
}
const noSizes = "must be a map of sizes, such as { memorySize: 512 }";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-reference-formats.html */
export const userPoolArns = mapOf(
    v.string(),
    v.pipe(
        v.array(
            v.pipe(
                v.string("must be a text"),
                v.regex(
                    /^arn:aws[\w-]*:cognito-idp:[\w-]+:\d{12}:userpool\/[\w-]+_[A-Za-z0-9]+$/,
                    "must be the ARN of a user pool",
                ),
            ),
            "must be a list of ARNs",
        ),
        v.nonEmpty("must name a user pool"),
    ),
    "must be a map from authorizer to a list of ARNs",
);

function map<V extends v.GenericSchema<string, string>>(name: RegExp, nameRule: string, value: V) {
    return v.record(
        v.pipe(v.string(), v.regex(name, nameRule)),
        value,
        "must be a map from name to text; `pulumi config set` writes one with --path",
    );
}
