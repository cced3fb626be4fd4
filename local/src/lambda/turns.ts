/** What an execution environment is asked to do, and who is told of it. */
export interface Turn<Answer> {
    /** Milliseconds it may take. */
    limit: number;
    begun(): void;
    /** Called with what came of it, and how many milliseconds after it had begun. */
    answer(answer: Answer, took: number): void;
    /** Called in place of `answer` if it was never begun. */
    giveUp(): void;
}

/** The turns of one execution environment: the first is running, the others wait for it. */
export interface Turns<Answer> {
    length(): number;
    join(turn: Turn<Answer>): void;
    /** Ends the first turn; the next one has begun. */
    answer(answer: Answer): void;
    /** Gives up so many, the last ones. */
    giveUp(turns: number): void;
    /** Milliseconds since the first one began; 0 without one. */
    runningFor(): number;
}

/** `timeout` is told of a turn that took longer than it may, `over` of each that ended, before whose turn it was. */
export function createTurns<Answer>(hooks: { timeout(): void; over(): void }): Turns<Answer> {
    const turns: Turn<Answer>[] = [];
    let began = 0;
    let timer: NodeJS.Timeout | undefined;

    function begin(): void {
        const [first] = turns;
        if (!first) return;
        began = performance.now();
        timer = Number.isFinite(first.limit) ? setTimeout(hooks.timeout, first.limit) : undefined;
        first.begun();
    }

    const took = () => performance.now() - began;
    return {
        length: () => turns.length,
        join: (turn) => {
            if (turns.push(turn) === 1) begin();
        },
        answer: (answer) => {
            clearTimeout(timer);
            hooks.over();
            turns.shift()?.answer(answer, took());
            begin();
        },
        giveUp: (count) => {
            if (count <= 0) return;
            if (count >= turns.length) clearTimeout(timer);
            for (const turn of turns.splice(-count)) turn.giveUp();
        },
        runningFor: () => (turns.length > 0 ? took() : 0),
    };
}
