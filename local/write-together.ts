/** What is written: frames to execution environments go before answers to clients. */
type Receiver = "environment" | "client";

const pending: Record<Receiver, (() => void)[]> = { environment: [], client: [] };
let scheduled = false;

/**
 * Does a write at the end of this turn of the event loop, close behind all others of the turn. To wake a sleeping process
 * costs more than all the rest of a small request; the writes that follow at once find the processor awake.
 */
export function writeTogether(receiver: Receiver, write: () => void): void {
    pending[receiver].push(write);
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
}

function flush(): void {
    scheduled = false;
    const writes = [...pending.environment.splice(0), ...pending.client.splice(0)];
    for (const write of writes) write();
}
