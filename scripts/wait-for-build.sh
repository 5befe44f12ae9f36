# shellcheck shell=sh
# Sourced: progress of the first build, and how a drill goes, so that the wait teaches.
: "${root:?}"

# show_until_built PID LOG
show_until_built() {
    total=$(grep -c '^\[\[package\]\]' "$root/Cargo.lock")
    say "Building firedrill. The first time takes some minutes; later ones, seconds." \
        "firedrill을 빌드합니다. 처음은 몇 분, 그다음부터는 몇 초 걸립니다."
    say "What cargo and npm say: $2" "cargo와 npm의 출력: $2"
    waited=0
    card=1
    while kill -0 "$1" 2>/dev/null; do
        # A build of a few seconds needs no lesson.
        if [ "$waited" -ge 5 ] && [ $((waited % 15)) -eq 5 ] && [ "$card" -le 5 ]; then
            [ ! -t 2 ] || printf '\r\033[K' >&2
            lesson "$card"
            card=$((card + 1))
        fi
        built=$(grep -c '^ *Compiling ' "$2" || true)
        if [ -t 2 ]; then
            bar "$built" "$total"
        elif [ $((waited % 30)) -eq 29 ]; then
            say "  building: $built of about $total parts after $waited s" \
                "  빌드 중: 약 ${total}개 중 ${built}개, ${waited}초 지남"
        fi
        sleep 1
        waited=$((waited + 1))
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
}

bar() {
    width=30
    full=$(($1 * width / $2))
    [ "$full" -le "$width" ] || full=$width
    filled=$(printf "%${full}s" '' | tr ' ' '#')
    printf '\r\033[K  [%-30s] %s/%s' "$filled" "$1" "$2" >&2
}

lesson() {
    case $1 in
        1) say "
  1/5  A page
       Customers are hurt, and an alert calls you. It tells symptoms, never the cause:
       \"5xx at the frontend above 5 %\". The clock of the incident already runs." "
  1/5  호출(page)
       고객이 피해를 보고 있고, 알림이 당신을 부릅니다. 호출은 증상만 말하고 원인은 말하지 않습니다:
       \"프런트엔드의 5xx가 5 %를 넘었습니다\". 장애의 시계는 이미 돌고 있습니다." ;;
        2) say "
  2/5  firedrill ack
       Say that you are on it. Then look: firedrill status, firedrill logs, Prometheus.
       Stuck? firedrill hint gives one of three, each for a few points." "
  2/5  firedrill ack
       내가 맡았다고 알립니다. 그리고 살펴봅니다: firedrill status, firedrill logs, Prometheus.
       막혔다면 firedrill hint 가 힌트 세 개 중 하나를 줍니다. 힌트마다 점수가 조금씩 깎입니다." ;;
        3) say "
  3/5  firedrill diagnose
       Name the layer (aws, kubernetes, application), the component and the cause.
       Guessing costs points; evidence does not." "
  3/5  firedrill diagnose
       계층(aws, kubernetes, application), 구성 요소, 원인을 답합니다.
       찍으면 점수를 잃고, 증거를 찾으면 잃지 않습니다." ;;
        4) say "
  4/5  firedrill shop
       Repair it: scale, restart, set a setting. psql and the logs are one command away:
       firedrill connect postgres. A restart that only hides the cause is not a repair." "
  4/5  firedrill shop
       고칩니다: scale, restart, set. psql도 한 명령이면 됩니다:
       firedrill connect postgres. 원인을 가리기만 하는 재시작은 복구가 아닙니다." ;;
        5) say "
  5/5  firedrill check
       Service levels must be back and stay back, the cause gone, no data lost.
       Then firedrill report writes the postmortem from what was measured." "
  5/5  firedrill check
       서비스 수준이 회복되어 유지되고, 원인이 사라지고, 데이터 손실이 없어야 합니다.
       그다음 firedrill report 가 측정값으로 포스트모템을 써 줍니다." ;;
    esac
}
