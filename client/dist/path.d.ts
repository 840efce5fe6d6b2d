import type { paths } from '../src/schema.js';
/** A path of the document, with any text in place of a path parameter. */
type Path = Filled<keyof paths>;
type Filled<Template> = Template extends `${infer Start}/{${string}}` ? `${Start}/${string}` : Template;
/** A path, or a path with a query string. */
export type Target = Path | `${Path}?${string}`;
/** The path with its query string, serialised as the document says: a list is one parameter, separated by commas. */
export declare function withQuery(path: Path, query: object): Target;
export {};
