/** What a Kamailio on the path of a call does: it records its route, sends new requests to one place and the others along their route. */
export const PROXY_MODULES: readonly string[] = ['tm', 'rr', 'maxfwd'];

/** `request_route` of such a proxy; `to`: host and port. `first`: what it does before with a new INVITE. */
export const proxyRoutes = (to: string, first = ''): string => `
    if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
    if (has_totag()) {
        if (loose_route()) { t_relay(); exit; }
        if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
        sl_send_reply("404", "Not Here");
        exit;
    }
    if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
    if (!is_method("INVITE")) exit;
    ${first}
    t_check_trans();
    record_route();
    $du = "sip:${to}";
    if (!t_relay()) sl_reply_error();
    exit;
}`;
