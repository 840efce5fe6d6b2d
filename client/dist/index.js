// Generated from client/src by `npm run generate`.

// errors.ts
var ProblemError = class extends Error {
  name = "ProblemError";
  slug;
  status;
  problem;
  /** Whether the same request may succeed later. */
  retryable;
  /** Milliseconds to wait before a retry, from `Retry-After`; null without that header. */
  retryAfterMs;
  /** Id of the request in the service's log. Quote it to its operators. */
  requestId;
  constructor(problem, retryAfterMs) {
    super(`${problem.title}: ${problem.detail}`);
    this.slug = problem.slug;
    this.status = problem.status;
    this.problem = problem;
    this.retryable = problem.retryable;
    this.retryAfterMs = retryAfterMs;
    this.requestId = problem.requestId;
  }
};
var AnswerError = class extends Error {
  name = "AnswerError";
  status;
  /** True for 429, 502, 503 and 504. */
  retryable;
  retryAfterMs;
  constructor(message, status, retryAfterMs = null, options) {
    super(message, options);
    this.status = status;
    this.retryable = [429, 502, 503, 504].includes(status);
    this.retryAfterMs = retryAfterMs;
  }
};
var ConnectionError = class extends Error {
  name = "ConnectionError";
  retryable = true;
  retryAfterMs = null;
};
var WalkIncomplete = class extends Error {
  name = "WalkIncomplete";
  end;
  constructor(message, end, cause) {
    super(message, cause === void 0 ? {} : { cause });
    this.end = end;
  }
};

// check-answer.ts
var accountAnswer = { name: "an account", matches: isAccount };
var pageAnswer = { name: "a page of accounts", matches: isPage };
var lookupAnswer = { name: "results of a lookup", matches: isLookupResults };
var sourceAnswer = { name: "a source", matches: isSource };
var sourcesAnswer = { name: "a list of sources", matches: isSourceList };
function checkAnswer(answer, { name, matches }) {
  if (matches(answer)) return answer;
  throw new AnswerError(`the answer is not ${name}`, 200);
}
function isProblem(value) {
  return isObject(value) && typeof value["slug"] === "string" && typeof value["status"] === "number" && typeof value["retryable"] === "boolean" && (value["sources"] === void 0 || isListOf(value["sources"], isReport));
}
function isAccount(value) {
  return isObject(value) && typeof value["id"] === "string";
}
function isEndLine(line) {
  if (!isObject(line) || !isObject(line["end"])) return false;
  const { complete, sources } = line["end"];
  return typeof complete === "boolean" && isListOf(sources, isReport);
}
function isPage(value) {
  return isObject(value) && isListOf(value["data"], isAccount) && isListOf(value["sources"], isReport) && typeof value["complete"] === "boolean" && isObject(value["page"]) && (value["page"]["nextCursor"] === null || typeof value["page"]["nextCursor"] === "string");
}
function isReport(value) {
  return isObject(value) && typeof value["source"] === "string" && Array.isArray(value["warnings"]);
}
function isLookupResults(value) {
  return isObject(value) && isListOf(value["results"], isObject) && typeof value["complete"] === "boolean";
}
function isSource(value) {
  return isObject(value) && typeof value["source"] === "string";
}
function isSourceList(value) {
  return isObject(value) && isListOf(value["data"], isSource);
}
function isListOf(value, isItem) {
  return Array.isArray(value) && value.every(isItem);
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// delay.ts
var delay = (ms, signal) => new Promise((resolve, reject) => {
  const stop = () => {
    clearTimeout(timer);
    reject(signal?.reason);
  };
  const timer = setTimeout(() => {
    signal?.removeEventListener("abort", stop);
    resolve();
  }, ms);
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });
});

// merge-reports.ts
var maxWarnings = 100;
function mergeReports(sum, page) {
  const merged = page.map((report) => {
    const before = sum.find(({ source }) => source === report.source);
    return before === void 0 ? report : merge(before, report);
  });
  return [...merged, ...sum.filter(({ source }) => !page.some((report) => report.source === source))];
}
function mergeProblem(sum, problem) {
  const { type, slug, title, status, detail, retryable, upstream } = problem;
  const summary = { type, slug, title, status, detail, retryable, ...upstream !== void 0 && { upstream } };
  if (problem.sources !== void 0) {
    const reports = problem.sources.map((report) => ({ ...report, returned: 0, warnings: [] }));
    return mergeReports(sum, reports);
  }
  return sum.map(
    (report) => report.source === problem.source ? { ...report, status: "failed", problem: summary } : report
  );
}
function isLoss({ code }) {
  return code !== "total-changed" && code !== "duplicate-id";
}
function merge(before, report) {
  return {
    ...report,
    returned: before.returned + report.returned,
    total: report.total ?? before.total,
    durationMs: before.durationMs + report.durationMs,
    stale: before.stale || report.stale,
    ageMs: Math.max(before.ageMs, report.ageMs),
    warnings: limitWarnings([...before.warnings, ...report.warnings])
  };
}
function limitWarnings(warnings) {
  const losses = warnings.filter(isLoss).slice(0, maxWarnings);
  return [...losses, ...warnings.filter((warning) => !isLoss(warning)).slice(0, 1)];
}

// walk-end.ts
function toWalkEnd({ reports, count, finished, complete }) {
  const missing = reports.flatMap((report) => {
    const reason = missingReason(report, isIn(finished, report));
    const { source, total, returned } = report;
    return reason === null ? [] : [{ source, reason, accounts: total === null ? null : Math.max(0, total - returned) }];
  });
  return { complete: complete && missing.length === 0, count, sources: reports, missing };
}
function describeMissing({ missing, sources }) {
  const parts = missing.map(({ source, reason }) => {
    const problem = sources.find((report) => report.source === source)?.problem ?? null;
    return `${source} (${problem === null ? reason : `${reason}: ${problem.slug}`})`;
  });
  return `accounts are missing from ${parts.join(", ") || "a source that the service does not name"}`;
}
function explainsLosses({ complete, sources }) {
  return complete || sources.some((report) => missingReason(report, true) !== null);
}
function missingReason({ status, warnings }, finished) {
  if (status !== "ok" && status !== "done") return status;
  if (warnings.some(isLoss)) return "rows";
  return finished || status === "done" ? null : "left";
}
function isIn(reports, { source }) {
  return reports.some((report) => report.source === source);
}

// export.ts
async function* readExport(body, { allowIncomplete, signal }) {
  let count = 0;
  let cause;
  try {
    for await (const line of readLines(body, signal)) {
      if (isEndLine(line)) {
        const { sources, complete, count: expected } = line.end;
        const end2 = toWalkEnd({ reports: sources, count, finished: sources, complete: complete && expected === count });
        if (end2.complete || allowIncomplete) return end2;
        throw new WalkIncomplete(describeMissing(end2), end2);
      }
      if (!isAccount(line)) throw new AnswerError("a line of the export is not an account", 200);
      count += 1;
      yield line;
    }
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    cause = error.cause;
  }
  const end = { complete: false, count, sources: [], missing: [] };
  throw new WalkIncomplete("the export ended early: it is not known what is missing", end, cause);
}
async function* readLines(body, signal) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (; ; ) {
      const { done, value } = await reader.read().catch((cause) => {
        signal?.throwIfAborted();
        throw new ConnectionError("the connection failed", { cause });
      });
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        signal?.throwIfAborted();
        yield parse(line);
      }
    }
  } finally {
    await reader.cancel().catch(() => {
    });
  }
}
function parse(line) {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new AnswerError("a line of the export is not JSON", 200, null, { cause });
  }
}

// path.ts
function withQuery(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== void 0);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? path : `${path}?${text.replaceAll("%2C", ",")}`;
}

// query.ts
var personal = new Map(
  Object.entries({
    q: true,
    organizationId: false,
    role: false,
    appId: false,
    employeeId: true
  })
);
function isPersonalQuery(query) {
  return Object.entries(query).some(([name, value]) => value !== void 0 && personal.get(name) === true);
}
function withSources(query) {
  if (query.source?.length !== 0) return query;
  throw new TypeError("source is empty: name at least one source, or omit it to get all of them");
}

// retry.ts
async function retry(send, policy, signal) {
  const { maxAttempts, maxDelayMs, delay: delay2 } = policy;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= maxAttempts || !isRetryable(error)) throw error;
      const { retryAfterMs } = error;
      if (retryAfterMs !== null && retryAfterMs > maxDelayMs) throw error;
      const ms = retryAfterMs === null ? backoffMs(attempt) : withJitter(retryAfterMs);
      await delay2(Math.min(ms, maxDelayMs), signal);
    }
  }
}
function backoffMs(attempts) {
  return 500 * 2 ** Math.min(attempts - 1, 7) * (0.5 + Math.random() / 2);
}
function isRetryable(error) {
  const isOurs = error instanceof ProblemError || error instanceof AnswerError || error instanceof ConnectionError;
  return isOurs && error.retryable;
}
function withJitter(ms) {
  return ms + Math.random() * Math.min(ms, 1e3);
}

// credentials.ts
async function setCredentials(headers, { token, apiKey, callerTokens }) {
  if (token !== void 0) setSecret(headers, "Authorization", `Bearer ${await read(token, "Authorization")}`);
  const others = { "X-Api-Key": apiKey, ...callerTokens };
  for (const [name, secret] of Object.entries(others)) {
    if (secret !== void 0) setSecret(headers, name, await read(secret, name));
  }
}
async function read(secret, header) {
  try {
    return typeof secret === "function" ? await secret() : secret;
  } catch (cause) {
    throw new Error(`cannot get the credential for the header ${header}`, { cause });
  }
}
function setSecret(headers, name, value) {
  try {
    headers.set(name, value);
  } catch {
    throw new Error(`the credential for the header ${name} contains characters that a header cannot hold`);
  }
}

// send.ts
async function sendForJson(connection, call) {
  const response = await sendForResponse(connection, call);
  const text = await response.text().catch(throwConnectionError);
  return parse2(text, response.status);
}
async function sendForStream(connection, call) {
  const { body, status } = await sendForResponse(connection, call);
  if (body === null) throw new AnswerError("the answer is empty", status);
  return body;
}
async function sendForResponse(connection, { target, body, signal }) {
  const headers = new Headers(connection.headers);
  if (body !== void 0) headers.set("content-type", "application/json");
  await setCredentials(headers, connection);
  const request = new Request(connection.baseUrl + target, {
    headers,
    credentials: connection.credentials,
    ...body !== void 0 && { method: "POST", body: JSON.stringify(body) },
    ...signal !== void 0 && { signal }
  });
  const response = await connection.fetch(request).catch(throwConnectionError);
  if (response.ok) return response;
  throw failureOf(response, await response.text().catch(throwConnectionError));
}
function failureOf({ status, headers }, text) {
  const retryAfterMs = parseRetryAfter(headers.get("retry-after"));
  try {
    const problem = JSON.parse(text);
    if (isProblem(problem)) return new ProblemError(problem, retryAfterMs);
  } catch {
  }
  return new AnswerError(`answered with status ${status}, but not by Rollcall`, status, retryAfterMs);
}
function parse2(text, status) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AnswerError("the answer is not JSON", status, null, { cause });
  }
}
function throwConnectionError(cause) {
  throw cause instanceof TypeError ? new ConnectionError("the service could not be reached", { cause }) : cause;
}
function parseRetryAfter(value) {
  if (value === null) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1e3 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

// walk.ts
async function* walkAccounts(walk) {
  const pages = walkPages(walk);
  for (; ; ) {
    const { done, value } = await pages.next();
    if (done === true) return value;
    for (const account of value.data) {
      walk.signal?.throwIfAborted();
      yield account;
    }
  }
}
async function* walkPages(walk) {
  let reports = [];
  let finished = [];
  let complete = true;
  let count = 0;
  let emptyPages = 0;
  let problem;
  for (let cursor = null; ; ) {
    const page = await readNext(walk, cursor);
    if (page instanceof ProblemError) {
      problem = page;
      reports = mergeProblem(reports, page.problem);
      break;
    }
    reports = mergeReports(reports, page.sources);
    complete &&= explainsLosses(page);
    count += page.data.length;
    yield page;
    cursor = page.page.nextCursor;
    if (cursor === null) {
      finished = page.sources;
      break;
    }
    emptyPages = isEmpty(page) ? emptyPages + 1 : 0;
    if (emptyPages > walk.maxEmptyPages + reports.length) break;
    if (emptyPages > 0 && reports.some(({ status }) => status === "failed")) await walk.pause(emptyPages);
  }
  const end = toWalkEnd({ reports, count, finished, complete });
  if (end.complete || walk.allowIncomplete) return end;
  throw new WalkIncomplete(describeMissing(end), end, problem);
}
async function readNext({ readPage }, cursor) {
  try {
    return await readPage(cursor);
  } catch (error) {
    if (cursor === null || !(error instanceof ProblemError)) throw error;
    const { source, sources } = error.problem;
    if (source === void 0 && sources === void 0) throw error;
    return error;
  }
}
function isEmpty({ data, sources }) {
  return data.length === 0 && sources.every(({ warnings }) => warnings.length === 0);
}

// create-client.ts
function createClient(options) {
  return createClientWith(options, delay);
}
function createClientWith(options, delay2) {
  const connection = toConnection(options);
  const { maxAttempts = 4, maxDelayMs = 6e4 } = options.retry ?? {};
  const policy = { maxAttempts, maxDelayMs, delay: delay2 };
  const read2 = async (call, expected) => checkAnswer(await retry(() => sendForJson(connection, call), policy, call.signal), expected);
  const listAccounts = async (query = {}, { signal } = {}) => read2({ target: withQuery("/accounts", withSources(query)), signal }, pageAnswer);
  const searchAccounts = async (query, { signal } = {}) => read2({ target: "/accounts/search", body: withSources(query), signal }, pageAnswer);
  return {
    listAccounts,
    searchAccounts,
    iterateAccounts(query = {}, { signal, allowIncomplete = false } = {}) {
      const readPage = isPersonalQuery(query) ? searchAccounts : listAccounts;
      const { limit = 100, ...others } = query;
      return walkAccounts({
        readPage: (cursor) => readPage({ ...others, limit, cursor: cursor ?? void 0 }, signal && { signal }),
        allowIncomplete,
        maxEmptyPages: maxAttempts - 1,
        pause: (emptyPages) => delay2(Math.min(backoffMs(emptyPages), maxDelayMs), signal),
        signal
      });
    },
    async lookupAccount(key, { signal, include, fields } = {}) {
      const query = { ...key, include, fields };
      return read2({ target: withQuery("/accounts/lookup", query), signal }, accountAnswer);
    },
    async lookupAccounts(keys, { signal, include, fields } = {}) {
      return read2({ target: "/accounts/lookup", body: { keys, include, fields }, signal }, lookupAnswer);
    },
    async *exportAccounts(query = {}, { signal, allowIncomplete = false } = {}) {
      const call = { target: withQuery("/accounts/export", withSources(query)), signal };
      const body = await retry(() => sendForStream(connection, call), policy, signal);
      return yield* readExport(body, { allowIncomplete, signal });
    },
    exportUrl: (query = {}) => connection.baseUrl + withQuery("/accounts/export", withSources(query)),
    async listSources({ signal } = {}) {
      return (await read2({ target: "/sources", signal }, sourcesAnswer)).data;
    },
    async getSource(id, { signal } = {}) {
      return read2({ target: `/sources/${encodeURIComponent(id)}`, signal }, sourceAnswer);
    }
  };
}
function toConnection({ fetch, ...options }) {
  const { baseUrl, headers = {}, credentials = "same-origin" } = options;
  if (!/^(https?:\/\/|\/|$)/i.test(baseUrl)) throw new TypeError("baseUrl must begin with http://, https:// or /");
  return {
    ...options,
    baseUrl: baseUrl.replace(/\/$/, ""),
    headers,
    credentials,
    // Looked up for each request: tools that intercept requests may replace it later.
    fetch: (request) => (fetch ?? globalThis.fetch)(request)
  };
}
export {
  AnswerError,
  ConnectionError,
  ProblemError,
  WalkIncomplete,
  createClient,
  isPersonalQuery,
  isProblem
};
