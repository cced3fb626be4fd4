/** Chance that is the same for the same seed. */
export interface Random {
    /** A whole number from 0 to `below`, which is not among them. */
    number(below: number): number;
    /** True once in so many times. */
    once(times: number): boolean;
    pick<T>(list: readonly T[]): T;
    bytes(length: number): Buffer;
}

/** Makes a source of chance from whole numbers: the run's seed and the number of the request, for example. */
export function createRandom(...seeds: number[]): Random {
    let state = seeds.reduce((sum, seed) => Math.imul(sum ^ seed, 0x9e3779b1) + 0x7f4a7c15, 0x2545f491);
    // A counter whose bits are mixed until they look like chance: nothing that must stand up to anyone.
    const next = () => {
        state = (state + 0x9e3779b9) | 0;
        let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
        mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
        return (mixed ^ (mixed >>> 15)) >>> 0;
    };
    const number = (below: number) => next() % below;
    return {
        number,
        once: (times) => number(times) === 0,
        pick: (list) => list[number(list.length)] as (typeof list)[number],
        bytes: (length) => Buffer.from(Uint8Array.from({ length }, () => number(256))),
    };
}
