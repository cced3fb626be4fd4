// A quick handler's answer mostly comes sooner than a process that has gone to sleep would wake.
const milliseconds = 0.3;

let until = 0;
let alert = false;

/** Keeps this process awake for a moment, for what is about to come: its event loop turns without waiting. */
export function stayAwake(): void {
    until = performance.now() + milliseconds;
    if (alert) return;
    alert = true;
    setImmediate(turn);
}

function turn(): void {
    alert = performance.now() < until;
    if (alert) setImmediate(turn);
}
