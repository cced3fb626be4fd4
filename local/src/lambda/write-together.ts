/** What is written: frames to execution environments go before answers to clients. */
type Receiver = "environment" | "client";

const pending: Record<Receiver, (() => void)[]> = { environment: [], client: [] };
let scheduled = false;

/**
 * Does a write: the first of a turn of the event loop at once, the others at its end, close behind one another. To wake a
 * sleeping process costs more than all the rest of a small request; the writes that follow at once find the processor awake.
 */
export function writeTogether(receiver: Receiver, write: () => void): void {
    if (scheduled) {
        pending[receiver].push(write);
        return;
    }
    scheduled = true;
    setImmediate(flush);
    write();
}

function flush(): void {
    scheduled = false;
    const writes = [...pending.environment.splice(0), ...pending.client.splice(0)];
    for (const write of writes) write();
}
