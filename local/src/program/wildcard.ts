/**
 * Says whether a text is what a pattern of IAM's stands for: `*` is any run of characters, `?` one character. Takes time
 * only by the product of both lengths, whatever the pattern.
 */
export function isLike(pattern: string, text: string): boolean {
    let [at, from] = [0, 0];
    let star = -1;
    let resumed = 0;
    while (from < text.length) {
        if (pattern[at] === "*") {
            star = at++;
            resumed = from;
        } else if (pattern[at] === "?" || (at < pattern.length && pattern[at] === text[from])) {
            at++;
            from++;
        } else if (star !== -1) {
            // The last star takes one more character; what stood before it matched as early as it could.
            at = star + 1;
            from = ++resumed;
        } else return false;
    }
    while (pattern[at] === "*") at++;
    return at === pattern.length;
}
