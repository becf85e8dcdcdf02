package org.dubbors.interop;

import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.common.utils.NetUtils;
import org.apache.dubbo.remoting.ChannelHandler;
import org.apache.dubbo.remoting.Client;
import org.apache.dubbo.remoting.RemotingException;
import org.apache.dubbo.remoting.RemotingServer;
import org.apache.dubbo.remoting.Transporter;

/**
 * Keeps a peer on 127.0.0.1. Dubbo takes every address that begins with "127." for a mistake: it advertises and
 * calls the first network card instead, and listens on all of them. Found by dubbo as a wrapper of the transporter.
 */
public final class Loopback implements Transporter {
    /** 127.0.0.1 as one number: the same address to a socket, and not recognised by dubbo. */
    private static final String LOOPBACK_NUMBER = "2130706433";

    /** Every client connection of this process, oldest first. */
    static final List<Client> CLIENTS = new CopyOnWriteArrayList<>();

    private final Transporter inner;

    public Loopback(Transporter inner) {
        this.inner = inner;
    }

    /** Makes 127.0.0.1 the address that dubbo takes for this machine's own. */
    static void use() throws ReflectiveOperationException {
        Field address = NetUtils.class.getDeclaredField("HOST_ADDRESS");
        address.setAccessible(true);
        address.set(null, "127.0.0.1");
    }

    @Override
    public RemotingServer bind(URL url, ChannelHandler handler) throws RemotingException {
        return inner.bind(here(url), handler);
    }

    /** The address of a server that listens on 127.0.0.1 alone. */
    static URL here(URL url) {
        return url.addParameter("anyhost", "false").addParameter("bind.ip", LOOPBACK_NUMBER);
    }

    @Override
    public Client connect(URL url, ChannelHandler handler) throws RemotingException {
        Client client = inner.connect(url, handler);
        CLIENTS.add(client);
        return client;
    }
}
