/**
 * An expression of Java's, as AWS's are, that matches all of a text (AU11); [AU11] AWS may be content with a part. Throws
 * for one with what only Java knows: `\p{Alnum}`, `\Q`, a possessive `a++`.
 */
export function javaExpression(text: string): RegExp {
    const [, flags = "", rest = ""] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(text) ?? [];
    // JavaScript would take each of these for something else, without a word.
    const escapes = rest.match(/\\./gs) ?? [];
    const quantified = rest.replaceAll(/\\./gs, "x").replaceAll(/\[[^\]]*\]/g, "x");
    if (escapes.some((each) => /[pPQ]/.test(each)) || /[*+?}]\+/.test(quantified))
        throw new SyntaxError(`${text}: only Java reads it`);
    return new RegExp(`^(?:${rest})$`, [...new Set(flags)].join(""));
}
