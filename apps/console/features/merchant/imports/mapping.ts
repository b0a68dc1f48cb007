const NEEDED = ['subscriber', 'purposes', 'categories', 'channels', 'method', 'from', 'evidence'] as const;
const OTHERS = ['words', 'sha256', 'to', 'kind', 'matter'] as const;
export const IMPORT_FIELDS = [...NEEDED, ...OTHERS] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Which column of a file holds which field of a basis, or what every row says instead. */
export interface Mapping {
  readonly columns: Readonly<Partial<Record<ImportField, string>>>;
  readonly constants: Readonly<Partial<Record<ImportField, string>>>;
}

const TITLES: Readonly<Record<ImportField, RegExp>> = {
  subscriber: /^(subscriber|callee|number|mobile|phone|手机号?码?|用户号码|电话号?码?|号码)$/i,
  purposes: /^(purposes?|用途|目的)$/i,
  categories: /^(categor(y|ies)|行业|类别|业务类别)$/i,
  channels: /^(channels?|渠道|方式)$/i,
  method: /^(method|取得方式|同意方式|授权方式)$/i,
  from: /^(from|date|同意时间|授权时间|生效时间|开始时间)$/i,
  words: /^(words|text|同意文本|授权文本|原文)$/i,
  evidence: /^(evidence|reference|证据|凭证|凭证编号)$/i,
  sha256: /^sha-?256$/i,
  to: /^(to|until|到期时间|失效时间|截止时间)$/i,
  kind: /^(kind|依据类型)$/i,
  matter: /^(matter|事项)$/i,
};

/** What the titles of the columns seem to mean. */
export const guessMapping = (titles: readonly string[]): Mapping['columns'] =>
  Object.fromEntries(
    IMPORT_FIELDS.flatMap((field) => {
      const title = titles.find((candidate) => TITLES[field].test(candidate.trim()));
      return title === undefined ? [] : [[field, title]];
    }),
  );

/** Fields that a row cannot do without: a consent, which is what no kind means, not without its words. */
export const neededFields = ({ columns, constants }: Mapping): readonly ImportField[] => {
  const isConsent = (columns.kind ?? '') === '' && ['', 'consent'].includes(constants.kind ?? '');
  return isConsent ? [...NEEDED, 'words'] : NEEDED;
};

/** Needed fields for which neither a column nor a constant is named. */
export const missingFields = (mapping: Mapping): readonly ImportField[] =>
  neededFields(mapping).filter(
    (field) => (mapping.columns[field] ?? '') === '' && (mapping.constants[field] ?? '') === '',
  );

/** As the import takes it: without what is empty, and with the merchant. */
export const askedMapping = ({ columns, constants }: Mapping, merchant: string) => {
  const said = (fields: Readonly<Partial<Record<ImportField, string>>>): Record<string, string> =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
  const mapped = said(columns);
  const stated = Object.entries(said(constants)).filter(([field]) => mapped[field] === undefined);
  return { columns: mapped, constants: { ...Object.fromEntries(stated), merchant } };
};

/** What the first rows would say of a field. */
export const previewCell = (
  { columns, constants }: Mapping,
  titles: readonly string[],
  row: readonly string[],
  field: ImportField,
): string => {
  const column = columns[field];
  return column === undefined || column === '' ? (constants[field] ?? '') : (row[titles.indexOf(column)] ?? '');
};
