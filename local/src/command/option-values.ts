import { type LogForm, logForms } from "./log";

/** Throws one sentence that names the option, the value and the rule, as all of these do. */
export function pagePort(value: string | undefined): number | "off" | undefined {
    if (value === undefined || value === "off") return value;
    if (/^\d+$/.test(value)) return number("page", value, 0, 65_535);
    throw new Error(`--page: ${JSON.stringify(value)} must be off or a whole number from 0 to 65535`);
}

export function logForm(value: string | undefined): LogForm | undefined {
    const form = logForms.find((each) => each === value);
    if (form !== undefined || value === undefined) return form;
    throw new Error(`--log: ${JSON.stringify(value)} must be one of ${logForms.join(", ")}`);
}

export function notEmpty(option: string, value: string): string {
    if (value !== "") return value;
    throw new Error(`--${option}: "" must not be empty`);
}

export function number(option: string, value: string, min: number, max: number): number {
    const parsed = Number(value);
    if (/^\d+$/.test(value) && parsed >= min && parsed <= max) return parsed;
    throw new Error(`--${option}: ${JSON.stringify(value)} must be a whole number from ${min} to ${max}`);
}

export function assignments(list: string[]): Record<string, string> {
    const entries = list.map((assignment) => {
        const equals = assignment.indexOf("=");
        if (equals > 0) return [assignment.slice(0, equals), assignment.slice(equals + 1)];
        throw new Error(`--env: ${JSON.stringify(assignment)} must be NAME=VALUE`);
    });
    return Object.fromEntries(entries);
}
