package org.dubbors.interop;

import org.apache.dubbo.common.URL;
import org.apache.dubbo.remoting.ChannelHandler;
import org.apache.dubbo.remoting.RemotingException;
import org.apache.dubbo.remoting.api.connection.AbstractConnectionClient;
import org.apache.dubbo.remoting.api.pu.AbstractPortUnificationServer;
import org.apache.dubbo.remoting.api.pu.PortUnificationTransporter;

/** Keeps the ports of Triple on 127.0.0.1 too, see {@link Loopback}. Found by dubbo as a wrapper of the transporter. */
public final class SharedPort implements PortUnificationTransporter {
    private final PortUnificationTransporter inner;

    public SharedPort(PortUnificationTransporter inner) {
        this.inner = inner;
    }

    @Override
    public AbstractPortUnificationServer bind(URL url, ChannelHandler handler) throws RemotingException {
        return inner.bind(Loopback.here(url), handler);
    }

    @Override
    public AbstractConnectionClient connect(URL url, ChannelHandler handler) throws RemotingException {
        return inner.connect(url, handler);
    }
}
