/** Node's own loader of CommonJS; to ask for "node:module" would cost a millisecond of a cold start. */
export const Module = require.main?.constructor as typeof import("node:module") & { _load(file: string): unknown };
