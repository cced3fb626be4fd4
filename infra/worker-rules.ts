import * as v from "valibot";

/** The files of handler/ that something else than the API calls. Of their names there are rules in function-rules.ts. */
export const workers = v.pipe(
    v.array(v.string("must be a text"), 'must be a list of files of handler/, such as ["worker"]'),
    v.rawCheck(({ dataset, addIssue }) => {
        if (!dataset.typed) return;
        const twice = new Set(dataset.value.filter((name, index, all) => all.indexOf(name) !== index));
        for (const name of twice) addIssue({ message: `${JSON.stringify(name)} stands there twice; once is enough` });
    }),
);
