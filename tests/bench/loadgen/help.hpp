#pragma once

namespace turnout::bench {

inline constexpr const char* help_text = R"(usage: turnout-loadgen [options] http[s]://HOST[:PORT]/PATH
Sends signed Twitch EventSub notifications over keep-alive connections; prints one JSON line.

load     -c, --connections N    connections, one request in flight on each (16)
         -t, --threads N        worker threads; the connections are shared out among them (1)
         -n, --count N          messages to send; and/or
         -d, --duration S       seconds to send for, after the warm-up (10 if there is no count)
         -r, --rate R           open loop: R messages/s, each with an intended send time; latency counts from it.
                                0 (default): closed loop, every connection sends as soon as it has its answer
             --poisson          open loop with exponential instead of even gaps
             --warmup S         seconds at the start that are left out of the numbers (0)
             --drain S          seconds to wait at the end for what is late (10)
             --timeout S        for a request, and for a connect (10)
             --conn-requests N  close and reopen a connection after N requests (never)
             --retry N          resend up to N times what got no 2xx, as Twitch does (0); --retry-delay S (0.1)
             --spin             poll instead of sleeping (needs a core of its own; more exact send times)
messages -s, --secret TEXT      HMAC secret (s3cretpassphrase00)
         -T, --type SPEC        built-in body: TYPE[,weight=W][,version=V][,path=P][,sub=ID]; repeatable;
                                `all` is all built-ins, an unknown TYPE gets a plain event (channel.follow)
         -b, --body SPEC        body file: FILE[,weight=W][,type=T][,version=V][,path=P][,sub=ID]; repeatable.
                                {{id}} {{n}} {{uid}} {{bid}} {{sub}} {{ts}} {{type}} {{callback}} are filled in; in a
                                file without such marks the user, broadcaster and message ids are varied
             --broadcasters N   how many broadcaster ids {{bid}} takes (1000), from --bid-base N (10000) on
             --dup PCT          percent of sends that repeat an earlier, acknowledged message (same id and body)
             --dup-sent         repeat any message already sent, acknowledged or not
             --bad PCT          percent with a wrong signature
             --stale PCT        percent with a 20 minutes old timestamp (and a right signature)
             --seed N           seed of all ids and random choices (from the clock)
output       --ack-file F       ids of good messages answered 2xx, one a line (a repeated id appears again)
             --bad-file F       ids sent with a wrong signature or stale: none of them may be delivered
             --label TEXT       copied into the JSON line
             --strict           exit 3 if a good message was refused or lost, or a wrongly signed one got 2xx
             --cacert F         TLS: verify the server's chain against F (default: no verification)
         -h, --help
exit status: 0 done, 1 wrong usage, 2 no answer at all, 3 see --strict)";

} // namespace turnout::bench
