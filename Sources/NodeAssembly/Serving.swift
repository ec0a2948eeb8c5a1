internal import Ambient
internal import Bookkeeping
internal import Causality
internal import Credentials
internal import CurlTransport
internal import EvidenceGathering
internal import Hummingbird
package import Logging
internal import PeerAPI
internal import ServiceLifecycle
internal import Store
package import SyncClient
internal import UnixSignals
internal import WebPages

/// Where and how a node serves.
package struct ServeOptions: Sendable {
    /// Where peers are heard; nil for nowhere.
    package var peers: ListenAddress?
    /// Where pages are shown.
    package var pages: ListenAddress
    /// Seconds between exchanges with the parent; nil never dials.
    package var syncSeconds: Double?
    /// In which hours photos and scans go over the line.
    package var attachments: AttachmentWindow

    /// Makes options.
    package init(
        peers: ListenAddress?,
        pages: ListenAddress,
        syncSeconds: Double?,
        attachments: AttachmentWindow = .night
    ) {
        self.attachments = attachments
        self.peers = peers
        self.pages = pages
        self.syncSeconds = syncSeconds
    }
}

/// A host and a port to listen on; port 0 picks one.
package struct ListenAddress: Hashable, Sendable {
    /// The host name or address.
    package let host: String
    /// The port, 0 to 65535.
    package let port: Int

    /// Reads `HOST:PORT`; nil if it is not of that form.
    package init?(text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { return nil }
        let host = String(text[..<colon]).trimmingCharacters(of: "[]")
        guard !host.isEmpty else { return nil }
        self.host = host
        self.port = port
    }
}

extension ListenAddress {
    /// As it was given.
    var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension String {
    fileprivate func trimmingCharacters(of characters: String) -> String {
        var view = Substring(self)
        while let first = view.first, characters.contains(first) { view.removeFirst() }
        while let last = view.last, characters.contains(last) { view.removeLast() }
        return String(view)
    }
}

extension Node {
    /// The node's way to its parent.
    package var client: SyncClient {
        SyncClient(
            store: store,
            secrets: secrets,
            transport: CurlTransport(),
            clock: clock,
            random: random,
            lockPath: folder.exchangeLockPath
        )
    }

    /// Writes what the node writes by itself: closing marks of ended periods, receipts of erasures,
    /// and at the root the bulletin when one is due.
    package func upkeep() throws {
        _ = try Bookkeeping(store: store).eraseLettersOfErasedRecords()
        _ = try PeriodClosing(store: store).closeEndedPeriods()
        try store.write { _ = try $0.writeBulletin() }
        try scrub()
    }

    /// Overwrites what erasures freed.
    ///
    /// Where others are reading or writing, or there is no room for a copy of the file, the next
    /// time will do: who asks for the receipts sees that this one is missing.
    package func scrub() throws {
        do {
            try store.scrub()
        } catch StoreError.busy, StoreError.diskFull {}
    }

    /// Serves peers and pages until the process is told to stop; `announce` gets one line for each
    /// listener once it accepts.
    package func serve(
        _ options: ServeOptions,
        logger: Logger,
        announce: @escaping @Sendable (String) -> Void
    ) async throws {
        try upkeep()
        if let warning = try clockWarning() { logger.warning("\(warning)") }
        var services: [any Service] = [UpkeepService(node: self, logger: logger)]
        if let peers = options.peers {
            services.append(peerService(peers, logger: logger, announce: announce))
        }
        services.append(
            pageService(
                options,
                logger: logger,
                announce: announce
            )
        )
        if let seconds = options.syncSeconds {
            services.append(
                SyncService(
                    client: client,
                    period: seconds,
                    attachments: options.attachments,
                    logger: logger
                ) { try upkeep() }
            )
        }
        // Why a service ended is said once, by the command.
        var quiet = logger
        quiet.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet
            )
        )
        try await group.run()
    }

    private func peerService(
        _ address: ListenAddress,
        logger: Logger,
        announce: @escaping @Sendable (String) -> Void
    ) -> any Service {
        let application = PeerServer.application(
            routes: PeerRoutes(
                node: PeerNode(store: store, secrets: secrets, clock: clock, random: random)
            ),
            host: address.host,
            port: address.port,
            logger: logger
        ) { port in announce("peers http://\(address.host):\(port)") }
        return ListeningService(address, application)
    }

    private func parentContact(_ options: ServeOptions) -> ParentContact {
        ParentContact(isAutomatic: options.syncSeconds != nil) {
            do {
                try upkeep()
                let report = try await client.sync(
                    attachments: .within(options.attachments)
                )
                return .done(sent: report.sent, received: report.received)
            } catch let error as SyncClientError {
                return .failed(error.sentence)
            } catch let error as StoreError {
                return .failed(error.sentence)
            } catch {
                return .failed("发送时出了错，请稍后再试；仍不行请把这句话告诉信息技术人员：\(error)")
            }
        }
    }

    private func pageService(
        _ options: ServeOptions,
        logger: Logger,
        announce: @escaping @Sendable (String) -> Void
    ) -> any Service {
        let address = options.pages
        let pages = PagesNode(
            store: store,
            clock: clock,
            random: random,
            listeningOn: address.host,
            port: address.port == 0 ? nil : address.port,
            nodeName: Base32.encode(secrets.signing.nodeKey.bytes),
            rankings: rankings,
            parent: parentContact(options),
            metrics: MetricsSource { try Metrics.text(of: self) },
            letters: letterBox
        )
        let application = Application(
            responder: WebPages.responder(for: pages),
            configuration: .init(address: .hostname(address.host, port: address.port)),
            onServerRunning: { channel in
                // None where another listener has failed and this one is closed already.
                guard let port = channel.localAddress?.port else { return }
                announce("pages http://\(address.host):\(port)")
            },
            logger: logger
        )
        return ListeningService(address, application)
    }
}
