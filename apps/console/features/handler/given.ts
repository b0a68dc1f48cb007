type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** What is undefined is left out: the API tells a field that is not there from one that is empty. */
export const given = <Fields extends object>(fields: Fields): Given<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;
