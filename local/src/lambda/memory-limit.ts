/**
 * The flags that hold V8's heap to a function's memory, in MB, cut as Lambda cuts it. Left to itself Node.js 24 lets the
 * young part alone grow to 200 MB.
 */
export function heapFlags(memorySize: number): string[] {
    return [
        `--max-old-space-size=${Math.floor(memorySize * 0.9)}`,
        `--max-semi-space-size=${Math.floor(memorySize * 0.05)}`,
    ];
}

/** How much memory a process has used, in bytes. */
export interface MemoryWatch {
    /** The most that was seen. */
    most(): number;
    /** Takes a value that was measured elsewhere. */
    saw(bytes: number): void;
    close(): void;
}

/** What a process holds in memory, in bytes; of that, what the system can take back at any time: Node's own files. */
export interface MemoryUse {
    resident: number;
    shared: number;
}

/** Measures now and then, where `measure` gives something; calls `exceeded` above the function's memory, in MB (F11). */
export function watchMemory(
    memorySize: number,
    measure: () => MemoryUse | undefined,
    exceeded: () => void,
): MemoryWatch {
    let most = 0;
    let shared = 0;
    const saw = (bytes: number) => {
        most = Math.max(most, bytes);
        if (bytes - shared > memorySize * 1024 * 1024) exceeded();
    };
    const look = () => {
        const use = measure();
        if (!use) return;
        shared = use.shared;
        saw(use.resident);
    };
    // V8 holds the heap to its flags, but nothing holds Buffers.
    const timer = setInterval(look, 50).unref();
    return { most: () => most, saw, close: () => clearInterval(timer) };
}
