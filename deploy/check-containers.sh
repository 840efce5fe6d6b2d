#!/usr/bin/env bash
# Builds the images and checks what only a Docker engine can show: signals, health checks, a rolling update and the balancer under load,
# and what is in the image. Prints one line per check. Exits with 0 if all passed, 1 if one failed, and 2 if there is no engine.
#
#   bash deploy/check-containers.sh                     # on any machine with Docker, its compose plugin and curl
#   bash deploy/check-containers.sh --allow-no-engine   # without an engine: exit 0 instead of 2
#
# Ports 3000, 3080 and 3900 must be free. BUILD_OPTIONS is passed to `docker build`, such as `--network host`.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! docker info >/dev/null 2>&1; then
  echo "no Docker engine can be reached: nothing was checked"
  [[ ${1:-} == --allow-no-engine ]] && exit 0
  exit 2
fi

project=rollcall-check
image=$project
sandbox=$project-sandbox
# Enough for the service to start. Nothing listens there.
settings=(-e AUTH_MODE=none -e GATEWAY_BASE_URL=http://127.0.0.1:1 -e GATEWAY_APP_KEY=key -e GATEWAY_APP_SECRET=secret)
scratch=$(mktemp -d)
failed=0
passed=0

main() {
  trap clean_up EXIT
  build
  early_signals
  stop_in_time
  health
  all_addresses
  sandbox_image
  compose_sandbox
  replicas
  image_content
  echo "$passed passed, $failed failed"
  ((failed == 0))
}

pass() { passed=$((passed + 1)); echo "ok      $1"; }
fail() { failed=$((failed + 1)); echo "FAILED  $1"; }
# check TITLE COMMAND...: passes if the command succeeds.
check() { local title=$1; shift; if "$@" >"$scratch/check" 2>&1; then pass "$title"; else fail "$title"; sed 's/^/          /' "$scratch/check" | tail -5; fi; }
compose() { docker compose -p "$project" --profile replicas "$@"; }
clean_up() {
  compose down --timeout 1 --volumes >/dev/null 2>&1
  docker ps -aq --filter "label=$project" | xargs -r docker rm -f >/dev/null 2>&1
  rm -rf "$scratch"
}
# run OPTION... IMAGE [COMMAND...]: starts a container that the end of this script removes, and prints its id.
run() { docker run -d --label "$project" --read-only --cap-drop ALL --security-opt no-new-privileges "$@"; }
now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }
state() { docker inspect -f "{{.State.$2}}" "$1"; }
# Milliseconds from a moment to the end of a container.
ended_after() { echo $(($(date -d "$(state "$1" FinishedAt)" +%s%3N) - $2)); }
until_true() { for ((try = 0; try < $1; try++)); do "${@:2}" && return 0; sleep 0.2; done; return 1; }
is_healthy() { [[ $(state "$1" Health.Status) == "$2" ]]; }

build() {
  # shellcheck disable=SC2086
  check "docker build . makes the service" docker build -q ${BUILD_OPTIONS:-} -t "$image" .
  # shellcheck disable=SC2086
  check "docker build --target sandbox makes the sandbox" docker build -q ${BUILD_OPTIONS:-} --target sandbox -t "$sandbox" .
  check "docker buildx bake builds on a base image of one digest" grep -q 'node:26-slim@sha256:[0-9a-f]\{64\}' <(docker buildx bake -f deploy/docker-bake.hcl --print 2>&1)
  [[ $(docker inspect -f '{{join .Config.Cmd " "}}' "$image") == "node service/server.js" ]] || fail "the default image is the service"
}

# SIGTERM at several moments of the first second. A signal is handled after the current module is loaded. On a machine so busy that the
# start takes longer than a second, that is the limit.
early_signals() {
  signal_early service listening "${settings[@]}" "$image"
  signal_early sandbox 'Rollcall sandbox' "$sandbox"
  signal_early simulator 'Simulator of' "$sandbox" node sandbox/simulator.js
}

signal_early() {
  local name=$1 ready=$2 moment container sent code took limit slowest=0 bad=
  shift 2
  sent=$(now_ms)
  container=$(run "$@")
  until_true 100 has_logged "$container" "$ready"
  limit=$(($(now_ms) - sent))
  ((limit < 1000)) && limit=1000
  docker rm -f "$container" >/dev/null
  for moment in 0 0 0.05 0.1 0.15 0.2 0.3 0.4 0.6 0.8; do
    container=$(run "$@")
    sleep "$moment"
    sent=$(now_ms)
    docker kill -s TERM "$container" >/dev/null
    code=$(timeout 15 docker wait "$container")
    took=$(ended_after "$container" "$sent")
    ((took > slowest)) && slowest=$took
    [[ $code == 0 && $took -lt $limit ]] || bad+=" ${moment}s: code ${code:-none}, $took ms;"
    docker rm -f "$container" >/dev/null
  done
  local title="$name: SIGTERM in the first second ends it with 0 within $limit ms (slowest of 10: $slowest ms)"
  if [[ -z $bad ]]; then pass "$title"; else fail "$title$bad"; fi
}

has_logged() { docker logs "$1" 2>&1 | grep -q "$2"; }

# `docker stop` without options, while a call hangs.
stop_in_time() {
  local container sent code took
  container=$(run -e HOST=:: -e AUTH_MODE=none -e INDUSTRY_TIMEOUT_MS=60000 -p 127.0.0.1:3000:3000 -p 127.0.0.1:3900:3900 "$sandbox")
  until_true 50 curl -fsS -o "$scratch/livez" http://127.0.0.1:3000/livez 2>/dev/null
  put_fault http://127.0.0.1:3900 industry '{"kind":"hang"}'
  curl -s -o "$scratch/answer" -w '%{http_code}' -H 'x-request-id: cut-off' 'http://127.0.0.1:3000/accounts?source=industry' >"$scratch/status" &
  sleep 1
  sent=$(now_ms)
  docker stop "$container" >/dev/null
  wait $!
  code=$(state "$container" ExitCode)
  took=$(ended_after "$container" "$sent")
  check "docker stop waits 10 s; with a call that hangs the service ends after $took ms with $code" test "$code$((took < 10000))" == 01
  check "the caller of that call gets 503 shutting-down" grep -q '"/problems/shutting-down"' "$scratch/answer"
  docker logs "$container" 2>/dev/null | grep '"requestId":"cut-off"' >"$scratch/log"
  check "its upstream call is logged as shutting-down" grep -q '"slug":"shutting-down".*"msg":"upstream call"' "$scratch/log"
  check "its request line is logged as shutting-down" grep -q '"slug":"shutting-down".*"msg":"request"' "$scratch/log"
  docker rm -f "$container" >/dev/null
}

put_fault() { curl -fsS -X PUT "$1/__faults/$2" -H 'content-type: application/json' -d "$3" >/dev/null; }

ipv6=(--sysctl net.ipv6.conf.all.disable_ipv6=0 --sysctl net.ipv6.conf.lo.disable_ipv6=0)

health() {
  local container
  container=$(run "${settings[@]}" "$image")
  check "the image is healthy within 8 s" until_true 40 is_healthy "$container" healthy
  docker rm -f "$container" >/dev/null
  health_with healthy HOST=::1
  health_with healthy HOST=localhost
  health_with healthy HOST=0.0.0.0
  health_with healthy HOST=::
  health_with healthy ADMIN_PORT=9090
  health_with healthy ADMIN_PORT=0
  health_with healthy PORT=0
  health_with healthy NODE_USE_ENV_PROXY=1 HTTP_PROXY=http://192.0.2.1:1 HTTPS_PROXY=http://192.0.2.1:1
  health_with unhealthy HOST=
}

health_with() {
  local wanted=$1 options=() container
  shift
  for setting in "$@"; do options+=(-e "$setting"); done
  container=$(run "${ipv6[@]}" --health-interval 1s --health-start-period 1s --health-retries 2 "${settings[@]}" "${options[@]}" "$image")
  check "HEALTHCHECK with $*: $wanted" until_true 60 is_healthy "$container" "$wanted"
  docker rm -f "$container" >/dev/null
}

all_addresses() {
  local container
  container=$(run "${ipv6[@]}" "${settings[@]}" "$image")
  until_true 40 docker exec "$container" node service/health-check.js >/dev/null
  for address in 127.0.0.1 '[::1]'; do
    check "HOST=:: serves $address" docker exec "$container" node -e "fetch('http://$address:3000/livez').then(({ ok }) => process.exit(ok ? 0 : 1))"
  done
  docker rm -f "$container" >/dev/null
  container=$(run --sysctl net.ipv6.conf.all.disable_ipv6=1 "${settings[@]}" "$image")
  check "HOST=:: serves IPv4 where IPv6 is disabled" until_true 40 docker exec "$container" node service/health-check.js
  docker rm -f "$container" >/dev/null
}

# As documented in the Dockerfile and README.
sandbox_image() {
  local container command
  container=$(run -e HOST=:: -e AUTH_MODE=none -p 127.0.0.1:3000:3000 -p 127.0.0.1:3900:3900 "$sandbox")
  until_true 50 curl -fsS -o "$scratch/livez" http://127.0.0.1:3000/livez 2>/dev/null
  command=$(docker logs "$container" | sed -n 's/^ *fault *//p')
  check "the fault command that the sandbox prints works from the host: ${command%% -H*}" bash -c "$command --fail-with-body --silent"
  check "and iam hangs once" test "$(curl -s -o /dev/null -w '%{http_code}' 'http://127.0.0.1:3000/accounts?source=iam')" == 504
  docker rm -f "$container" >/dev/null
  container=$(run "$sandbox")
  sleep 2
  check "without settings the sandbox is reached from inside its container only" not_reached "$container"
  docker rm -f "$container" >/dev/null
}

not_reached() {
  local address
  address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$1")
  ! curl -s --max-time 2 "http://$address:3000/livez"
}

compose_sandbox() {
  local id started healthy
  check "compose builds the images" compose build --quiet
  check "docker compose up --wait brings up the sandbox" docker compose -p "$project" up -d --wait
  id=$(compose ps -q rollcall)
  started=$(date -d "$(state "$id" StartedAt)" +%s%3N)
  healthy=$(date -d "$(docker inspect -f '{{range .State.Health.Log}}{{if eq .ExitCode 0}}{{.End}}{{"\n"}}{{end}}{{end}}' "$id" | head -1 | sed 's/ +0000 UTC//')" +%s%3N)
  check "it is healthy within 5 s: $((healthy - started)) ms" test $((healthy - started)) -lt 5000
  curl -s -D "$scratch/head" -o /dev/null http://127.0.0.1:3000/sources
  check "its rate limit is that of the README: 10000" grep -qiE '^ratelimit-policy:.*q=10000' "$scratch/head"
  for id in $(compose ps -q); do
    check "$(docker inspect -f '{{.Name}}' "$id") restarts after a crash and keeps 3 logs of 10 MB" \
      test "$(docker inspect -f '{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.LogConfig.Type}} {{index .HostConfig.LogConfig.Config "max-size"}} {{index .HostConfig.LogConfig.Config "max-file"}}' "$id")" == "unless-stopped json-file 10m 3"
  done
}

replicas() {
  check "three replicas, Redis and nginx come up" compose up -d --wait balancer
  start_load
  for number in 1 2 3; do
    check "up -d --no-deps --wait rollcall-$number" compose up -d --force-recreate --no-deps --wait "rollcall-$number"
  done
  end_load "one replica after the other replaced"
  start_load
  for _ in 1 2 3; do compose kill -s HUP balancer >/dev/null 2>&1; sleep 1; done
  end_load "kill -s HUP balancer, three times"
  compose rm -sf rollcall-2 >/dev/null 2>&1
  compose restart balancer >/dev/null 2>&1
  check "nginx starts while a replica is away, and answers" until_true 50 answers_all
  compose up -d --no-deps --wait rollcall-2 >/dev/null 2>&1
  compose stop rollcall-1 rollcall-3 >/dev/null 2>&1
  check "nginx finds the replica when it is back" until_true 50 answers_all
  compose down >/dev/null 2>&1
  check "down with the profile leaves nothing" test -z "$(compose ps -aq)"
}

answers_all() {
  for _ in 1 2 3 4 5 6; do curl -fsS --max-time 5 -o "$scratch/page" 'http://127.0.0.1:3080/accounts?source=tenant&limit=2' || return 1; done
}

start_load() {
  touch "$scratch/loading"
  : >"$scratch/statuses"
  for worker in 1 2 3 4; do
    while [[ -e $scratch/loading ]]; do
      curl -s -o "$scratch/page-$worker" --max-time 20 -w '%{http_code}\n' 'http://127.0.0.1:3080/accounts?source=tenant&limit=5' >>"$scratch/statuses"
      sleep 0.05
    done &
  done
  sleep 2
}

end_load() {
  sleep 2
  rm "$scratch/loading"
  sleep 1
  local total lost
  total=$(wc -l <"$scratch/statuses")
  lost=$(grep -vc '^200$' "$scratch/statuses")
  check "$1: $lost of $total requests lost" test "$lost" == 0 -a "$total" -gt 50
}

image_content() {
  for left_out in /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/include /var/lib/apt/lists /usr/share/doc; do
    check "the image has no $left_out ($(in_image node:26-slim "du -sk $left_out 2>/dev/null | cut -f1" || true) KB of the base)" \
      in_image "$image" "test ! -e $left_out"
  done
  for pattern in '*.map' '*.d.ts' '*.ts'; do
    check "the image has no $pattern" test -z "$(in_image "$image" "find / -xdev -name '$pattern' -type f 2>/dev/null")"
  done
  check "no package in /app has tests" test -z "$(in_image "$image" "find /app -type d \( -name test -o -name tests -o -name __tests__ \)")"
  check "/app belongs to root, and no other user can write to it" test -z "$(in_image "$image" "find /app ! -user root -o ! -group root -o ! -type l -perm /002")"
  check "it runs as uid 1000" test "$(in_image "$image" 'id -u')" == 1000
  for name in node:26-slim "$image" "$sandbox"; do
    echo "        $name: $(($(docker image inspect -f '{{.Size}}' "$name") / 1000000)) MB"
  done
}

in_image() { docker run --rm --label "$project" --entrypoint sh "$1" -c "$2"; }

main
