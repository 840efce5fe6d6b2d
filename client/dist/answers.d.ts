import type { components } from '../src/schema.js';
type Schemas = components['schemas'];
/** An account with every property. `raw` is only present with `include: 'raw'`. */
export type Account = Required<Omit<Schemas['Account'], 'raw'>> & Pick<Schemas['Account'], 'raw'>;
/** A property that `fields` can select. */
export type AccountField = Exclude<keyof Account, 'raw'>;
/** An account with the properties that `fields` selects; without `fields`, all of them. */
export type Selected<Field extends AccountField> = Pick<Account, Field | 'id' | 'source' | 'raw'>;
/** The query's own `fields`, typed by the names in it. */
export interface Selection<Field extends AccountField> {
    readonly fields?: readonly Field[] | undefined;
}
export type AccountsPage<Item = Account> = Omit<Schemas['AccountsPage'], 'data'> & {
    data: Item[];
};
export type SourceReport = Schemas['SourceReport'];
/** The caller and its rights. */
export type Me = Schemas['Me'];
export type Warning = Schemas['Warning'];
export type Source = Schemas['Source'];
export type LookupResult<Item = Account> = Omit<Schemas['LookupResult'], 'account'> & {
    account: Item | null;
};
export type LookupResults<Item = Account> = Omit<Schemas['LookupResults'], 'results'> & {
    results: LookupResult<Item>[];
};
export type ProblemSummary = Schemas['ProblemSummary'];
/** A problem (RFC 9457). Switch on `slug`: each problem has the members that go with its slug. */
export type Problem = {
    [Name in Slug]: ProblemOf<Name>;
}[Slug];
/** A problem with this slug. */
export type ProblemOf<Name extends Slug> = Omit<AnyProblem, 'slug' | 'source' | 'errors' | 'scan' | 'nextCursor'> & {
    readonly slug: Name;
    /** The source that failed. */
    readonly source?: SourceId;
} & (Name extends 'invalid-request' ? Pick<AnyProblem, 'errors'> : {
    readonly errors?: never;
}) & (Name extends 'scan-incomplete' ? Pick<AnyProblem, 'scan' | 'nextCursor'> : unknown);
type AnyProblem = Schemas['Problem'];
/** The name at the end of a problem's `type`. A newer service may send more slugs, so keep a default branch in a switch. */
export type Slug = components['schemas']['ProblemSlug'];
/** The id of a source. */
export type SourceId = components['schemas']['SourceId'];
/** The last line of an ndjson export. */
export interface ExportEnd {
    readonly complete: boolean;
    readonly count: number;
    readonly sources: readonly SourceReport[];
}
export {};
