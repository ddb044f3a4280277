package org.mesophyll.web.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names who is to be slowed for a failure. */
public final class RemoteAddress {
    private static final Pattern IPV6_LITERAL = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern LOOPBACK =
            Pattern.compile("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|::1|0:0:0:0:0:0:0:1");
    private static final int NETWORK_BYTES = 8;
    private static final int MOST_CHARACTERS = 64;

    private RemoteAddress() {}

    /**
     * Returns an IPv4 address as it is, and of an IPv6 address its /64, for whoever has one has all of it.
     *
     * @param remoteAddress what the servlet container says; anything is taken, and cut at 64 characters
     */
    public static String of(String remoteAddress) {
        int zone = remoteAddress.indexOf('%');
        String literal = zone < 0 ? remoteAddress : remoteAddress.substring(0, zone);
        if (!IPV6_LITERAL.matcher(literal).matches()) {
            return literal.substring(0, Math.min(literal.length(), MOST_CHARACTERS));
        }
        try {
            InetAddress address = InetAddress.getByName(literal);
            if (address instanceof Inet6Address) {
                return HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES) + "/64";
            }
            return address.getHostAddress();
        } catch (UnknownHostException e) {
            return "unreadable";
        }
    }

    /** Says whether an address is one of this machine's loopback interface. */
    public static boolean isLoopback(String remoteAddress) {
        return LOOPBACK.matcher(remoteAddress).matches();
    }
}
