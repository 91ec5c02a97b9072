// cel.mjs - one evaluation of each expression of bench-policy by @bufbuild/cel, in microseconds.
//
//     npm install --prefix FOLDER @bufbuild/cel
//     node tests/bench/cel.mjs FOLDER TIMES < EXPRESSIONS
//
// Both compile once and evaluate often, on one core; the first tenth warms up and is not counted.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, times] = [process.argv[2], Number(process.argv[3])];
const require = createRequire(pathToFileURL(`${folder}/package.json`));
const { celEnv, parse, plan } = await import(pathToFileURL(require.resolve("@bufbuild/cel")));

for await (const expression of createInterface({ input: process.stdin })) {
    const evaluate = plan(celEnv({}), parse(expression));
    let before = process.cpuUsage();
    for (let i = 0; i < times; i++) {
        if (i === Math.floor(times / 10)) before = process.cpuUsage();
        if (evaluate({}) !== true) throw new Error(`not true: ${expression}`);
    }
    const spent = process.cpuUsage(before);
    console.log(((spent.user + spent.system) / (times * 0.9)).toFixed(3), expression);
}
