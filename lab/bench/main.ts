import { auditBench } from './audit.ts';
import { backupBench } from './backup.ts';
import { type Bench, type Figure, machine, tableOf, tierOf, verdictOf } from './bench.ts';
import { caseworkBench, complaintImportBench } from './casework.ts';
import { classifierBench } from './classifier.ts';
import { engineBench } from './engine.ts';
import { httpBench } from './http.ts';
import { importBench, importPostgresBench } from './import.ts';
import { liveBench } from './live.ts';
import { numberingBench } from './numbering.ts';
import { postgresBench, storeCopyBench } from './postgres.ts';
import { replayBench } from './replay.ts';
import { sipBench } from './sip.ts';
import { smsBench } from './sms.ts';
import { startBench } from './start.ts';
import { streamBench } from './stream.ts';
import { withdrawalBench } from './withdrawal.ts';

/** Every benchmark, in the order it is run. `npm run bench -- http` runs those whose name begins so. */
const BENCHES: readonly Bench[] = [
  engineBench,
  httpBench,
  withdrawalBench,
  liveBench,
  startBench,
  replayBench,
  numberingBench,
  classifierBench,
  streamBench,
  backupBench,
  postgresBench,
  storeCopyBench,
  auditBench,
  importBench,
  sipBench,
  smsBench,
  importPostgresBench,
  complaintImportBench,
  caseworkBench,
];

const main = async (names: readonly string[]): Promise<void> => {
  const tier = tierOf(process.env['WURAO_TIER']);
  const chosen = BENCHES.filter(({ name }) => names.length === 0 || names.some((wanted) => name.startsWith(wanted)));
  if (chosen.length === 0) {
    process.stderr.write(`No such benchmark. There are: ${BENCHES.map(({ name }) => name).join(', ')}.\n`);
    process.exitCode = 2;
    return;
  }
  process.stdout.write(`${machine()}; tier ${tier}\n`);
  const all: Figure[] = [];
  for (const { name, run } of chosen) {
    process.stdout.write(`\n## ${name}\n\n`);
    const figures = await run(tier);
    all.push(...figures);
    process.stdout.write(`${tableOf(figures)}\n`);
  }
  const short = all.filter((figure) => verdictOf(figure) === 'SHORT');
  process.stdout.write(`\n${all.length} figures, ${short.length} short of their target${short.length > 0 ? ': ' : ''}`);
  process.stdout.write(`${short.map(({ name }) => name).join('; ')}\n`);
};

await main(process.argv.slice(2));
