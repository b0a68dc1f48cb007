// The messages to learn from: the shared corpora, each with what its labels say in our words, and those written for this project.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRAUD_KINDS, type FraudKind, isCommercial, SEEN_PURPOSES, TRADES } from '@wurao/detectors';
import { RowScan } from '@wurao/domain';

export interface Example {
  readonly text: string;
  /** The corpus: `sms6`, `fbs`, `nus`, `telecom-fraud`, `uci`, `indonesian`, `written`. */
  readonly source: string;
  /** Who wrote it, where that is known; near-duplicates are joined to groups later. */
  readonly author?: string;
  /** As the corpus calls it. */
  readonly label: string;
  /** Undefined: the corpus does not say, and nothing is learnt of it. Purposes, trades and kinds by their place. */
  readonly commercial?: boolean;
  readonly purpose?: number;
  readonly trade?: number;
  /** 0: none. */
  readonly fraud?: number;
  readonly weight: number;
  /** What its purpose, trade and kind weigh beside that; left out: the same. */
  readonly labelWeight?: number;
}

export const SOURCES = ['sms6', 'fbs', 'nus', 'telecom-fraud', 'uci', 'indonesian', 'written'] as const;
const WRITTEN_FOLDER = join(import.meta.dirname, 'written');
const WRITTEN_WEIGHT = 5;
/** Few beside the corpora, and all that there is of most purposes and trades. */
const WRITTEN_LABEL_WEIGHT = 50;
/** So many that all else that is no commerce would pass for personal. */
const PERSONAL_LABEL_WEIGHT = 0.4;
const SCRIPTED_WEIGHT = 0.3;
const ROW_BYTES_MAX = 1 << 20;

export const purposeOf = (name: string): number => {
  const found = (SEEN_PURPOSES as readonly string[]).indexOf(name);
  if (found < 0) throw new Error(`no purpose is called ${name}`);
  return found;
};
const tradeOf = (name: string): number => {
  const found = TRADES.findIndex(([trade]) => trade === name);
  if (found < 0) throw new Error(`no trade is called ${name}`);
  return found;
};
const fraudOf = (kind: FraudKind): number => FRAUD_KINDS.indexOf(kind) + 1;

const readRows = (path: string): readonly (readonly string[])[] => {
  const scan = new RowScan({ rowBytesMax: ROW_BYTES_MAX });
  scan.push(readFileSync(path));
  scan.finish();
  const decoder = new TextDecoder();
  const rows: string[][] = [];
  while (scan.read()) {
    const field = (place: number): string => {
      const text = decoder.decode(
        scan.bytes.subarray(scan.start + scan.starts[place]!, scan.start + scan.ends[place]!),
      );
      return scan.quotes[place] === 2 ? text.replaceAll('""', '"') : text;
    };
    if (!scan.isBlank) rows.push(Array.from({ length: scan.fields }, (_, place) => field(place)));
  }
  return rows;
};

/** Rows of a CSV file with a header, as records by its names. */
const readCsv = (path: string): Readonly<Record<string, string>>[] => {
  const [header = [], ...rest] = readRows(path);
  return rest.map((row) => Object.fromEntries(header.map((name, place) => [name, row[place] ?? ''])));
};

const SMS6_TRADES: Readonly<Record<string, string>> = {
  贷款: 'loan',
  服务业广告推送: 'beauty',
  '冒充银行/银行转账': 'bank',
  房地产推销: 'real-estate',
  招聘: 'recruitment',
  二手车推销: 'cars',
};
const ACCOUNT_NUMBER = /(?:x{4} ?){4}|x{15,}/;

const readSms6 = (folder: string): Example[] =>
  readCsv(join(folder, 'sms6_industry.csv')).map(({ category = '', text = '' }) => {
    const trade = tradeOf(SMS6_TRADES[category] ?? 'other');
    const purpose = purposeOf(category === '招聘' ? 'recruitment' : 'marketing');
    const isAccount = category.startsWith('冒充') && ACCOUNT_NUMBER.test(text);
    const fraud = isAccount ? fraudOf('transfer') : 0;
    return { text, source: 'sms6', label: category, commercial: true, purpose, trade, fraud, weight: 1 };
  });

const FBS: Readonly<
  Record<string, { readonly trade?: string; readonly fraud?: FraudKind; readonly unclear?: boolean }>
> = {
  'AD/Loan': { trade: 'loan' },
  'AD/Network_service': { trade: 'telecom' },
  'AD/Real_estate': { trade: 'real-estate' },
  'AD/Retail': { trade: 'retail' },
  'AD/Other': {},
  'IL/Gambling': { trade: 'other', fraud: 'gambling' },
  'IL/Fake_ID_and_invoice': { trade: 'other', fraud: 'false-papers' },
  'IL/Escort_service': { trade: 'other', fraud: 'escort' },
  'IL/Political_propaganda': { trade: 'other', unclear: true },
  'FR/Financial': { trade: 'securities', fraud: 'investment' },
  'FR/Phishing(Bank)': { trade: 'bank', fraud: 'phishing' },
  'FR/Phishing(Other)': { trade: 'other', fraud: 'phishing' },
  'FR/Other': { trade: 'bank', fraud: 'transfer' },
};

const fbsRows = (folder: string): readonly { readonly label: string; readonly text: string }[] =>
  readCsv(join(folder, 'fbs_dev.csv')).map(({ coarse, fine, text_tokenised: text = '' }) => ({
    label: `${coarse}/${fine}`,
    text,
  }));

/** Rows of fbs that are no examples: a mixed remainder, whose label says nothing. */
export const leftOutOfFbs = (folder: string): number =>
  fbsRows(folder).filter(({ label }) => FBS[label] === undefined).length;

/** Whatever a fake base station sends goes to people in bulk: against personal messages all of it counts, but for a mixed remainder. */
const readFbs = (folder: string): Example[] =>
  fbsRows(folder).flatMap(({ label, text }) => {
    const meaning = FBS[label];
    if (meaning === undefined) return [];
    const { trade, fraud, unclear = false } = meaning;
    return [
      {
        text,
        source: 'fbs',
        label,
        commercial: true,
        ...(unclear ? {} : { purpose: purposeOf('marketing') }),
        ...(trade === undefined ? {} : { trade: tradeOf(trade) }),
        fraud: fraud === undefined ? 0 : fraudOf(fraud),
        weight: 1,
      },
    ];
  });

const readNus = (folder: string): Example[] =>
  readCsv(join(folder, 'nus_zh_personal_dev.csv')).map(({ sender_hash: author = '', text = '' }) => ({
    text,
    source: 'nus',
    author,
    label: 'personal',
    commercial: false,
    purpose: purposeOf('personal'),
    fraud: 0,
    weight: 1,
    labelWeight: PERSONAL_LABEL_WEIGHT,
  }));

const SCRIPTED_KINDS: readonly FraudKind[] = ['false-authority', 'false-loan', 'false-customer-service', 'false-order'];

/** Written by a model after reports: what a fraud of this kind says, no proof of anything else. */
const readScripted = (folder: string): Example[] =>
  readCsv(join(folder, 'telecom_fraud_texts.csv')).map(({ label = '', text = '' }) => ({
    text,
    source: 'telecom-fraud',
    label: SCRIPTED_KINDS[Number(label) - 1] ?? '',
    fraud: fraudOf(SCRIPTED_KINDS[Number(label) - 1] ?? 'false-order'),
    weight: SCRIPTED_WEIGHT,
  }));

const readUci = (folder: string): Example[] =>
  readFileSync(join(folder, 'uci_sms_spam.tsv'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const label = line.slice(0, line.indexOf('\t'));
      const isSpam = label === 'spam';
      const text = line.slice(line.indexOf('\t') + 1).trim();
      const purpose = purposeOf(isSpam ? 'marketing' : 'personal');
      return { text, source: 'uci', label, commercial: isSpam, purpose, ...(isSpam ? {} : { fraud: 0 }), weight: 1 };
    });

/** Without a header. Label 0 is normal, 1 fraud (prizes, most of it), 2 promotion. */
const readIndonesian = (folder: string): Example[] =>
  readRows(join(folder, 'indonesian_train.csv')).map(([text = '', label = '']) => {
    return {
      text,
      source: 'indonesian',
      label,
      commercial: label !== '0',
      purpose: purposeOf(label === '0' ? 'personal' : 'marketing'),
      fraud: label === '1' ? fraudOf('prize') : 0,
      weight: 1,
    };
  });

/** Written for this project, one a line: purpose, trade, text. */
const readWritten = (file: string, source: string): Example[] =>
  readFileSync(join(WRITTEN_FOLDER, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [label = '', trade = '', text = ''] = line.split('\t');
      const purpose = purposeOf(label);
      const commercial = isCommercial(SEEN_PURPOSES[purpose]!);
      const common = { text, source, label, commercial, purpose, fraud: 0 };
      return { ...common, trade: tradeOf(trade), weight: WRITTEN_WEIGHT, labelWeight: WRITTEN_LABEL_WEIGHT };
    });

/** Ends of promotion, to hang on service texts. */
export const readTails = (): readonly Example[] => readWritten('tails.tsv', 'written');

/** `folder`: that of the shared messages. Every row, in the order of the files. */
export const readCorpora = (folder: string): readonly Example[] => [
  ...readSms6(folder),
  ...readFbs(folder),
  ...readNus(folder),
  ...readScripted(folder),
  ...readUci(folder),
  ...readIndonesian(folder),
  ...readdirSync(WRITTEN_FOLDER)
    .sort()
    .filter((file) => file !== 'tails.tsv')
    .flatMap((file) => readWritten(file, 'written')),
];
